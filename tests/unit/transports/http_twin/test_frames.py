"""Frames by a request of their own: answered as on a socket, in the answer, and then forgotten."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError

from chat import runtime
from chat.actions import Answer, Refused
from chat.models import Person
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM
from tests.unit.realtime.posts import Posts
from tests.unit.realtime.virtual_time import later, settled
from tests.unit.transports.http_twin.request import FRAMES, HOST, STREAM, Logins, Request

Make = Callable[..., Awaitable[Request]]


def post(**fields: Any) -> dict[str, Any]:
    return {"type": "post", "id": str(uuid4()), "room": str(ROOM), "body": "hi"} | fields


async def test_a_ping_is_answered(request_: Make) -> None:
    request = await request_(FRAMES, [{"type": "ping", "n": 7}])

    assert request.frames == [{"type": "pong", "n": 7}]
    assert request.over


async def test_posts_are_taken_in_order_and_the_answer_waits_for_the_commit(
    request_: Make, posts: Posts
) -> None:
    frames = [post(body="one"), post(body="two")]
    request = await request_(FRAMES, frames)
    assert [asked["body"] for asked in posts.asked] == ["one", "two"]
    assert not request.over

    posts.futures[1].set_exception(Refused("throttled", "Too fast.", 300))
    posts.futures[0].set_result(Answer(ROOM, 5, 99))
    await settled()

    assert request.over
    ack = {"type": "ack", "id": frames[0]["id"], "room": "7", "seq": 5, "at": 99}
    assert request.last("ack") == ack
    assert request.last("refused")["retry_ms"] == 300


async def test_what_was_typed_as_one_person_is_not_sent_as_another(
    request_: Make, posts: Posts, logins: Logins, alice: Person, bob: Person
) -> None:
    """A page of Alice by HTTP posted as Bob once Bob had logged in in another tab."""
    logins.person = bob
    headers = {"host": HOST, "origin": f"https://{HOST}", "lifeline-person": str(alice.pk)}

    request = await request_(FRAMES, [post()], headers=headers)

    assert request.status == 409
    assert posts.asked == []


async def test_an_answer_does_not_wait_for_those_of_others(request_: Make, posts: Posts) -> None:
    request = await request_(FRAMES, [{"type": "ping", "n": 1}, post()])

    assert request.types() == ["pong"]
    posts.futures[0].set_result(Answer(ROOM, 5, 99))


async def test_what_the_database_does_not_answer_stays_unanswered(
    request_: Make, posts: Posts, services: Services
) -> None:
    request = await request_(FRAMES, [post()])

    await later(10)

    assert request.over
    assert request.frames == []
    assert not services.batches.taken
    posts.futures[0].set_result(Answer(ROOM, 5, 99))  # too late: the resend will learn it
    await settled()
    assert request.frames == []


async def test_who_does_not_read_its_answers_holds_a_place_for_a_while_only(
    request_: Make, services: Services
) -> None:
    request = await request_(FRAMES, whole=False)
    request.takes.clear()
    request.say(b'{"type":"ping","n":1}')
    await later(39)
    assert services.batches.taken

    await later(2)

    assert not services.batches.taken
    assert not services.addresses.taken


async def test_history_is_answered_whole_however_long(
    request_: Make, log: MemoryLog, make_services: Callable[..., Services], monkeypatch: Any
) -> None:
    """Here no `seen` could ask for the next slice."""
    monkeypatch.setattr(runtime, "_services", make_services(1_024))
    for n in range(60):
        log.write(ROOM, f"{n} {'x' * 3_000}")

    request = await request_(
        FRAMES, [{"type": "history", "id": "h", "room": str(ROOM), "limit": 60}]
    )

    pages = [frame for frame in request.frames if frame["type"] == "page"]
    assert sum(len(page["messages"]) for page in pages) == 60
    assert [page.get("more", False) for page in pages][-1] is False
    assert request.over


async def test_a_request_gets_four_pages_and_the_rest_later(request_: Make) -> None:
    asked = [{"type": "history", "id": f"h{n}", "room": str(ROOM)} for n in range(6)]

    request = await request_(FRAMES, asked)

    assert sorted(request.types()) == ["page"] * 4 + ["refused"] * 2
    assert (request.last("refused")["code"], request.last("refused")["retry_ms"]) == (
        "throttled",
        1_000,
    )


async def test_a_read_mark_is_noted(
    request_: Make, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[Any] = []
    monkeypatch.setattr(services.read_marks, "note", lambda *note: noted.append(note))

    request = await request_(FRAMES, [{"type": "read", "room": str(ROOM), "seq": 3}])

    assert (request.frames, request.over) == ([], True)
    [(person, mark, _)] = noted
    assert (person.pk, mark.room_id, mark.seq) == (1, ROOM, 3)


async def test_typing_is_told_though_the_stream_may_be_at_another_process(
    request_: Make, logins: Logins, bob: Person
) -> None:
    alices = await request_(STREAM, [{"type": "hello"}, {"type": "subscribe", "room": str(ROOM)}])
    logins.person = bob

    await request_(FRAMES, [{"type": "typing", "room": str(ROOM), "on": True}])
    await later(1)

    assert [person["id"] for person in alices.last("typing")["who"]] == ["2"]


@pytest.mark.parametrize("type", ["read", "typing"])
async def test_of_a_room_that_is_not_theirs_it_says_gone(
    request_: Make, logins: Logins, charlie: Person, type: str
) -> None:
    logins.person = charlie

    request = await request_(FRAMES, [{"type": type, "room": "7", "seq": 1, "on": True}])

    assert request.frames == [{"type": "gone", "room": "7", "code": "not-found"}]


@pytest.mark.parametrize("type", ["seen", "pong", "unsubscribe"])
async def test_what_concerns_a_stream_alone_costs_nothing(request_: Make, type: str) -> None:
    request = await request_(FRAMES, [{"type": type, "room": "7"}])

    assert (request.status, request.frames, request.over) == (200, [], True)


@pytest.mark.parametrize("type", ["hello", "subscribe"])
async def test_what_would_begin_a_stream_is_an_error(request_: Make, type: str) -> None:
    request = await request_(FRAMES, [{"type": type, "room": "7"}])

    assert request.frames[0]["code"] == "unsupported"


async def test_a_bad_frame_is_answered_and_does_no_harm_to_the_others(request_: Make) -> None:
    body = b'{\n{"type":"shout"}\n{"type":"post","id":"x"}\nping\n\n{"type":"ping","n":1}'

    request = await request_(FRAMES, body)

    lines = request.body.splitlines()
    assert [b"bad-json" in lines[0], b"unknown-type" in lines[1], b"bad-frame" in lines[2]]
    assert lines[3:] == [b"pong", b'{"type":"pong","n":1}']


async def test_a_fault_of_ours_ends_the_request_alone(
    request_: Make,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(services.read_marks, "note", fail)
    read = {"type": "read", "room": str(ROOM), "seq": 3}

    request = await request_(FRAMES, [{"type": "ping", "n": 1}, read, {"type": "ping", "n": 2}])

    assert (request.frames, request.over) == ([{"type": "pong", "n": 1}], True)
    assert [record.message for record in caplog.records] == ["A batch of frames failed"]
    assert not services.batches.taken


@pytest.mark.parametrize("whose", ["nobody", "banned"])
async def test_who_is_not_welcome_gets_a_status(
    request_: Make, logins: Logins, posts: Posts, whose: str
) -> None:
    banned = Person(pk=1, name="Alice", is_active=False, ban_reason="Spam")
    logins.person = {"nobody": None, "banned": banned}[whose]

    request = await request_(FRAMES, [post()])

    assert request.refusal == {"nobody": (401, "login-needed"), "banned": (403, "forbidden")}[whose]
    assert posts.asked == []


async def test_without_a_database_it_says_when_to_come_again(
    request_: Make, readers: ScriptedReaders
) -> None:
    readers.fail("logins", OperationalError("gone"))

    request = await request_(FRAMES, [{"type": "ping"}])

    assert request.refusal == (503, "unavailable")


async def test_a_room_list_that_cannot_be_read_leaves_the_rest_unanswered(
    request_: Make, readers: ScriptedReaders
) -> None:
    readers.fail("rooms_of", OperationalError("gone"))

    request = await request_(
        FRAMES, [{"type": "ping", "n": 1}, {"type": "typing", "room": "7", "on": True}]
    )

    assert (request.types(), request.over) == (["pong"], True)


async def test_requests_of_one_person_are_limited_at_a_time(
    request_: Make, services: Services, posts: Posts
) -> None:
    services.batches._limit = 1
    first = await request_(FRAMES, [post()])
    assert (await request_(FRAMES, [post()])).refusal == (429, "throttled")

    posts.futures[0].set_result(Answer(ROOM, 5, 99))
    await settled()
    assert first.over
    assert (await request_(FRAMES, [{"type": "ping"}])).status == 200
