"""Who gets no stream: told by a status, at once, and nothing of them is kept."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.db import OperationalError

from chat import runtime
from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import ScriptedReaders
from tests.unit.realtime.page import ROOM, on_wire
from tests.unit.realtime.virtual_time import later
from tests.unit.transports.http_twin.request import STREAM, Logins, Request, nothing_is_held

Make = Callable[..., Awaitable[Request]]
HELLO = {"type": "hello", "rooms": {str(ROOM): on_wire(EMPTY)}}


@pytest.mark.parametrize("whose", ["nobody", "banned"])
async def test_who_is_not_welcome_gets_a_status_in_place_of_a_stream(
    request_: Make, services: Services, logins: Logins, whose: str
) -> None:
    if whose == "nobody":
        logins.person = None
    else:
        logins.person = Person(pk=1, name="Alice", is_active=False, ban_reason="Spam")

    stream = await request_(STREAM, [HELLO])

    assert stream.refusal == {"nobody": (401, "login-needed"), "banned": (403, "forbidden")}[whose]
    assert nothing_is_held(services)


async def test_without_a_database_it_says_when_to_come_again(
    request_: Make, readers: ScriptedReaders
) -> None:
    readers.fail("logins", OperationalError("gone"))

    stream = await request_(STREAM, [HELLO])

    assert stream.refusal == (503, "unavailable")
    assert int(stream.headers["retry-after"]) >= 2


async def test_a_process_that_is_about_to_end_takes_nobody_new(
    request_: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "draining", True)

    stream = await request_(STREAM, [HELLO])

    assert stream.refusal == (503, "unavailable")
    assert stream.headers["retry-after"] == "1"


async def test_a_stream_counts_as_a_connection_of_the_person_and_of_the_address(
    request_: Make, services: Services
) -> None:
    services.people._limit = 1
    await request_(STREAM, [HELLO])
    second = await request_(STREAM, [HELLO])
    await later(6)  # it might have named one that it replaces
    assert second.refusal == (429, "throttled")
    assert second.headers["retry-after"] == "30"

    services.addresses._limit = 1
    assert (await request_(STREAM, [HELLO])).refusal == (429, "throttled")


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([{"type": "ping"}], "hello-first"),
        ([HELLO, {"type": "ping"}], "bad-frame"),
        ([HELLO, HELLO], "bad-frame"),
        ([{"type": "shout"}], "unknown-type"),
        (["a foreign beat"], "bad-frame"),
        (b"{", "bad-json"),
        (b'\xff"', "bad-json"),
        (b"\n\n", "bad-frame"),
    ],
)
async def test_what_is_no_greeting_is_refused(
    request_: Make, services: Services, frames: Any, code: str
) -> None:
    assert (await request_(STREAM, frames)).refusal == (400, code)
    assert nothing_is_held(services)
