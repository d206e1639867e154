"""The poll finds what no hint told of."""

import asyncio
from collections.abc import Callable

import pytest
from django.db import OperationalError

from chat.clock import now_ms
from chat.realtime.hints import Hints
from chat.realtime.hub import Hub
from chat.realtime.poll import POLL_S, POLL_WITHOUT_HINTS_S, ROTATION, WINDOW_MS, Poll
from chat.realtime.services import Services
from tests.unit.realtime.follower import Follower, live
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page
from tests.unit.realtime.virtual_time import later


@pytest.fixture
async def hints(layer: object) -> Hints:
    return Hints(layer, lambda hint: None)  # type: ignore[arg-type]


@pytest.fixture
async def poll(hub: Hub, hints: Hints, readers: ScriptedReaders) -> Poll:
    return Poll(hub, hints, readers)  # type: ignore[arg-type]


async def test_a_tail_of_which_no_hint_told_is_found(poll: Poll, hub: Hub, log: MemoryLog) -> None:
    follower = await live(hub)
    log.write(ROOM)
    log.write(ROOM)

    await poll.once()
    await later(1)

    assert follower.seqs == [1, 2]


async def test_where_nothing_changed_no_log_is_read(
    poll: Poll, hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    await live(hub)
    hub.committed([log.write(ROOM)])
    readers.calls.clear()

    await poll.once()
    await later(1)

    assert readers.calls == ["heads_changed_since"]


async def test_what_a_hint_brings_while_the_heads_are_read_passes_once(
    poll: Poll, hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    follower = await live(hub)
    gate = readers.hold("heads_changed_since", "before")
    asked = asyncio.create_task(poll.once())
    await gate.reached.wait()

    hub.committed([log.write(ROOM)])
    gate.release()
    await asked
    await later(1)

    assert follower.seqs == [1]
    assert "events_after" not in readers.calls


async def test_a_room_that_changed_long_ago_is_found_in_its_turn(
    poll: Poll, hub: Hub, log: MemoryLog
) -> None:
    """A process that slept longer than the window, or a clock that is far off."""
    rooms = range(1000, 1000 + 3 * ROTATION)
    for room in rooms:
        log.make_room(room, set())
    followers = {room: await live(hub, room) for room in rooms}
    late = rooms[-1]
    log.write(late)
    log.rooms[late].changed_at = now_ms() - 2 * WINDOW_MS

    for _ in range(2):
        await poll.once()
    await later(1)
    assert followers[late].seqs == []
    await poll.once()
    await later(1)

    assert followers[late].seqs == [1]


async def test_with_nobody_here_nothing_is_asked(poll: Poll, readers: ScriptedReaders) -> None:
    await poll.once()

    assert readers.calls == []


@pytest.mark.parametrize(("healthy", "every_s"), [(True, POLL_S), (False, POLL_WITHOUT_HINTS_S)])
async def test_it_asks_more_often_while_the_channel_layer_is_gone(
    poll: Poll, hub: Hub, hints: Hints, readers: ScriptedReaders, healthy: bool, every_s: float
) -> None:
    await live(hub)
    hints.healthy = healthy
    readers.calls.clear()
    polling = asyncio.create_task(poll.run())

    await later(10.1)
    polling.cancel()

    assert len(readers.calls) == 10 / every_s


async def test_a_database_that_does_not_answer_is_asked_again(
    poll: Poll, hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    follower: Follower = await live(hub)
    log.write(ROOM)
    readers.fail("heads_changed_since", OperationalError("gone"))
    polling = asyncio.create_task(poll.run())

    await later(2 * POLL_S + 1)
    polling.cancel()

    assert follower.seqs == [1]


async def test_with_every_hint_lost_a_post_arrives_within_two_seconds_and_a_bit(
    services: Services, log: MemoryLog, make_page: Callable[..., Page]
) -> None:
    services.start()
    page = await make_page().hello(r7={"seq": 0, "digest": "0" * 16})
    log.write(ROOM)

    await later(POLL_S + 0.1)

    assert page.wire.seqs(ROOM) == [1]
    await services.stop()
