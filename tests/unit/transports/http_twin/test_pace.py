"""How fast frames may come by requests: by person, at the figures of a socket."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest

from chat.models import Person
from chat.realtime.batch import FRAMES_A_TURN
from chat.realtime.peer import FAULTS_A_MINUTE
from chat.realtime.services import FRAMES_BURST, FRAMES_PER_S, Services
from tests.unit.realtime.virtual_time import later
from tests.unit.transports.http_twin.request import FRAMES, Logins, Request

Make = Callable[..., Awaitable[Request]]
PING = [{"type": "ping", "n": 1}]
A_THOUSAND = PING * 1_000
BAD = b"{\n"
# Of static/chat/post-plan.js: posts without an answer; and a throttled one comes again when the
# next may, five a second.
WINDOW, AGAIN_S = 32, 0.2


async def burst(request_: Make) -> None:
    for _ in range(FRAMES_BURST // len(A_THOUSAND)):
        assert (await request_(FRAMES, A_THOUSAND)).status == 200


async def test_a_flood_is_told_when_to_come_again(request_: Make) -> None:
    """279,000 posts of one guest were answered in 24 s."""
    await burst(request_)

    request = await request_(FRAMES, A_THOUSAND)

    assert request.refusal == (429, "throttled")
    assert request.headers["retry-after"] == str(len(A_THOUSAND) // FRAMES_PER_S)
    await later(len(A_THOUSAND) / FRAMES_PER_S)
    assert (await request_(FRAMES, A_THOUSAND)).status == 200


async def test_the_pace_is_a_person_s(request_: Make, logins: Logins, bob: Person) -> None:
    await burst(request_)
    assert (await request_(FRAMES, PING)).status == 429
    logins.person = bob
    assert (await request_(FRAMES, PING)).status == 200


async def test_who_comes_back_with_hundreds_of_posts_is_not_hit(request_: Make) -> None:
    """Of 500 entries some 480 are throttled, each several times."""
    for _ in range(100):
        assert (await request_(FRAMES, PING * WINDOW)).status == 200
        await later(AGAIN_S)


async def test_too_many_bad_frames_end_the_request(request_: Make) -> None:
    request = await request_(FRAMES, BAD * 100 + b'{"type":"ping","n":1}')

    assert request.types() == ["error"] * FAULTS_A_MINUTE
    assert request.over


async def test_and_their_person_is_refused_for_a_while(
    request_: Make, services: Services, logins: Logins, bob: Person
) -> None:
    await request_(FRAMES, BAD * 100)

    refused = await request_(FRAMES, PING)

    assert refused.refusal == (429, "throttled")
    assert refused.headers["retry-after"] == str(60 // FAULTS_A_MINUTE)
    assert not services.batches.taken
    await later(60 / FAULTS_A_MINUTE)
    assert (await request_(FRAMES, PING)).status == 200


async def test_others_have_their_turn_amid_a_long_request(
    request_: Make, monkeypatch: pytest.MonkeyPatch, services: Services
) -> None:
    """A thousand lines were one turn of the loop: 0.3 s."""
    looked_at: list[int] = []
    turns: list[int] = []

    def typed(*_: Any) -> None:
        looked_at.append(1)

    async def others() -> None:
        while len(looked_at) < len(A_THOUSAND):
            turns.append(len(looked_at))
            await asyncio.sleep(0)
        turns.append(len(looked_at))

    monkeypatch.setattr(services.typing, "heard", typed)
    other = asyncio.create_task(others())
    await request_(FRAMES, [{"type": "typing", "room": "7", "on": True}] * len(A_THOUSAND))
    await other

    assert max(b - a for a, b in pairwise(turns)) <= FRAMES_A_TURN
