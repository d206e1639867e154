"""A stream is a session whose frames come as lines; it ends in time, and frees what it held."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from chat import runtime
from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime import endings
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, on_wire
from tests.unit.realtime.virtual_time import later, settled
from tests.unit.transports.http_twin.request import STREAM, Request, nothing_is_held

Make = Callable[..., Awaitable[Request]]
HELLO = {"type": "hello", "rooms": {str(ROOM): on_wire(EMPTY)}}
NEWCOMER = {"type": "hello"}


async def test_it_answers_hello_as_a_socket_does_a_frame_a_line(
    request_: Make, log: MemoryLog
) -> None:
    log.write(ROOM, "one")
    log.write(ROOM, "two\nlines")

    stream = await request_(STREAM, [HELLO])

    assert stream.status == 200
    assert stream.types() == ["welcome", "caught_up", "events", "caught_up"]
    assert [event["body"] for event in stream.last("events")["events"]] == ["one", "two\nlines"]
    assert not stream.over


async def test_it_asks_those_on_the_way_to_pass_on_what_comes(request_: Make) -> None:
    stream = await request_(STREAM, [NEWCOMER])

    assert stream.headers["content-type"] == "application/x-ndjson"
    assert stream.headers["x-accel-buffering"] == "no"
    assert stream.headers["cache-control"] == "no-store, no-transform"


async def test_events_come_as_they_happen(
    request_: Make, services: Services, log: MemoryLog
) -> None:
    stream = await request_(STREAM, [HELLO])

    services.committed([log.write(ROOM, "now")])
    await settled()

    assert stream.last("events")["events"][0]["body"] == "now"


async def test_lines_after_the_hello_follow_rooms_however_many(
    request_: Make, log: MemoryLog, alice: Person
) -> None:
    rooms = [log.make_room(1_000 + n, {alice.pk}).id for n in range(200)]

    stream = await request_(
        STREAM, [NEWCOMER, *({"type": "subscribe", "room": str(id)} for id in rooms)]
    )

    caught_up = {frame["room"] for frame in stream.frames if frame["type"] == "caught_up"}
    assert {str(id) for id in rooms} <= caught_up


async def test_silence_is_broken_by_a_ping_that_needs_no_answer(request_: Make) -> None:
    stream = await request_(STREAM, [HELLO])

    await later(44)

    assert stream.types().count("ping") == 4
    assert not stream.over


async def test_it_ends_within_a_minute_and_without_a_bye(
    request_: Make, services: Services
) -> None:
    stream = await request_(STREAM, [HELLO])

    await later(60)

    assert stream.over
    assert "bye" not in stream.types()
    assert nothing_is_held(services)


async def test_those_who_came_together_do_not_all_end_together(request_: Make) -> None:
    streams = [await request_(STREAM, [HELLO]) for _ in range(20)]

    await later(52)

    assert 0 < sum(stream.over for stream in streams) < 20


async def test_it_ends_when_the_credit_is_used_up_and_the_next_goes_on(
    request_: Make,
    make_services: Callable[..., Services],
    log: MemoryLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runtime, "_services", make_services(8 * 1024))
    for n in range(100):
        log.write(ROOM, f"{n} {'x' * 200}")
    position, seen = on_wire(EMPTY), 0
    for _ in range(12):
        hello = {"type": "hello", "rooms": {str(ROOM): position}}
        stream = await request_(STREAM, [hello])
        events = [frame for frame in stream.frames if frame["type"] == "events"]
        assert sum(len(str(frame)) for frame in events) <= 10 * 1024
        seen += sum(len(frame["events"]) for frame in events)
        if not stream.over:
            break
        position = {"seq": events[-1]["events"][-1]["seq"], "digest": events[-1]["digest"]}
    assert seen == 100


async def test_it_does_not_end_amid_a_reset(
    request_: Make,
    make_services: Callable[..., Services],
    log: MemoryLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else who is far behind would be reset for ever."""
    services = make_services(1_024)
    monkeypatch.setattr(runtime, "_services", services)
    for n in range(50):
        log.write(ROOM, f"{n} {'x' * 3_000}")
    elsewhere = {"seq": 7, "digest": "f" * 16}

    stream = await request_(STREAM, [{"type": "hello", "rooms": {str(ROOM): elsewhere}}])

    slices = [frame for frame in stream.frames if frame["type"] == "reset"]
    assert len(slices) > 1
    assert not slices[-1].get("more")
    assert not stream.over

    services.committed([log.write(ROOM)])
    await settled()
    assert stream.over


async def test_a_client_that_goes_frees_everything_at_once(
    request_: Make, services: Services
) -> None:
    stream = await request_(STREAM, [HELLO])
    assert services.connected

    await stream.gone()

    assert nothing_is_held(services)


async def test_a_client_that_goes_before_it_was_welcomed_frees_everything(
    request_: Make, services: Services, readers: ScriptedReaders
) -> None:
    gate = readers.hold("logins")
    stream = await request_(STREAM, [HELLO])
    await stream.gone()
    gate.release()
    await settled()

    assert nothing_is_held(services)


async def test_a_client_that_does_not_read_is_let_go_and_costs_its_share_at_most(
    request_: Make, services: Services, log: MemoryLog
) -> None:
    stream = await request_(STREAM, [HELLO])
    stream.takes.clear()
    for n in range(200):
        services.committed([log.write(ROOM, f"{n} {'x' * 4_000}")])
    await settled()
    assert not services.connected

    await later(91)
    assert nothing_is_held(services)
    stream.takes.set()
    await settled()
    assert len(stream.body) < 2 * services.limits.unseen_bytes


@pytest.mark.parametrize(
    ("ending", "code"),
    [(endings.LOGGED_OUT, 4401), (endings.restarting(100), 4012), (endings.REPLACED, 4409)],
)
async def test_where_the_server_ends_it_a_last_line_says_why(
    request_: Make, services: Services, ending: Any, code: int
) -> None:
    stream = await request_(STREAM, [HELLO])

    next(iter(services.connected)).bye(ending)
    await settled()

    assert stream.frames[-1]["type"] == "bye"
    assert stream.frames[-1]["code"] == code
    assert stream.over
    assert nothing_is_held(services)


async def test_a_newer_connection_of_the_page_replaces_it(
    request_: Make, services: Services
) -> None:
    older = await request_(STREAM, [HELLO])

    await request_(STREAM, [{**HELLO, "replaces": older.frames[0]["session"]}])

    assert older.frames[-1]["code"] == 4409
    assert older.over
