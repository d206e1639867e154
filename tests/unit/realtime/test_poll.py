"""The poll finds what no hint told of."""

import asyncio
import time
from collections.abc import Callable

import pytest
from django.db import OperationalError

from chat.clock import now_ms
from chat.eventlog.reading import Look
from chat.protocol.position import EMPTY
from chat.realtime.hub import Hub
from chat.realtime.poll import GLANCE_MS, GLANCES, POLL_S, ROTATION, WINDOW_MS, Poll
from chat.realtime.services import Services
from tests.unit.realtime.follower import Follower, live, outlived
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page
from tests.unit.realtime.virtual_time import later

HOUR_MS = 60 * 60 * 1000


@pytest.fixture
async def poll(hub: Hub, readers: ScriptedReaders) -> Poll:
    return Poll(hub, readers)  # type: ignore[arg-type]


async def test_a_tail_of_which_no_hint_told_is_found(poll: Poll, hub: Hub, log: MemoryLog) -> None:
    follower = await live(hub)
    log.write(ROOM)
    log.write(ROOM)

    await poll.look()
    await later(1)

    assert follower.seqs == [1, 2]


async def test_where_nothing_changed_no_log_is_read(
    poll: Poll, hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    await live(hub)
    hub.committed([log.write(ROOM)])
    readers.calls.clear()

    await poll.look()
    await later(1)

    assert readers.calls == ["heads_changed_since"]


async def test_what_a_hint_brings_while_the_heads_are_read_passes_once(
    poll: Poll, hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    follower = await live(hub)
    gate = readers.hold("heads_changed_since", "before")
    asked = asyncio.create_task(poll.look())
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
        await poll.look()
    await later(1)
    assert followers[late].seqs == []
    await poll.look()
    await later(1)

    assert followers[late].seqs == [1]


async def test_with_nobody_here_nothing_is_asked(poll: Poll, readers: ScriptedReaders) -> None:
    await poll.look()

    assert readers.calls == []


async def test_a_glance_finds_what_changed_just_now(poll: Poll, hub: Hub, log: MemoryLog) -> None:
    follower = await live(hub)
    log.write(ROOM)

    await poll.glance()
    await later(1)

    assert follower.seqs == [1]


async def test_a_commit_that_took_longer_than_a_glance_goes_back_is_found_within_two_seconds(
    poll: Poll, hub: Hub, log: MemoryLog
) -> None:
    for room in range(1000, 1000 + 3 * ROTATION):
        log.make_room(room, set())
        await live(hub, room)
    follower = await live(hub, last := 1000 + 3 * ROTATION - 1)
    log.write(last)
    log.rooms[last].changed_at = now_ms() - 2 * GLANCE_MS
    polling = asyncio.create_task(poll.run())

    await later(POLL_S * GLANCES + 0.1)
    assert follower.seqs == []
    await later(POLL_S)
    polling.cancel()

    assert follower.seqs == [1]


async def test_what_was_written_while_the_database_did_not_answer_us_is_found_however_long_it_was(
    poll: Poll, hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    """Others reached it all the time, and the room has been calm since."""
    for room in range(1000, 1000 + 3 * ROTATION):
        log.make_room(room, set())
        await live(hub, room)
    follower = await live(hub, last := 1000 + 3 * ROTATION - 1)
    poll._looked_at_ms = now_ms() - 2 * HOUR_MS
    log.write(last)
    log.rooms[last].changed_at = now_ms() - HOUR_MS
    readers.fail("heads_changed_since", OperationalError("gone"))
    polling = asyncio.create_task(poll.run())

    await later(2 * POLL_S + 0.1)
    polling.cancel()

    assert follower.seqs == [1]


@pytest.mark.parametrize("ahead_ms", [HOUR_MS, -HOUR_MS])
async def test_a_process_whose_clock_is_an_hour_off_is_not_late_with_messages(
    poll: Poll, hub: Hub, log: MemoryLog, monkeypatch: pytest.MonkeyPatch, ahead_ms: int
) -> None:
    follower = await live(hub)
    true_ns = time.time_ns
    monkeypatch.setattr(log, "clock_ms", lambda: true_ns() // 1_000_000)
    monkeypatch.setattr(time, "time_ns", lambda: true_ns() + ahead_ms * 1_000_000)
    await poll.glance()
    await poll.glance()
    log.write(ROOM)

    await poll.glance()
    await later(1)

    assert follower.seqs == [1]


async def test_it_asks_twice_a_second(poll: Poll, hub: Hub, readers: ScriptedReaders) -> None:
    await live(hub)
    readers.calls.clear()
    polling = asyncio.create_task(poll.run())

    await later(10.1)
    polling.cancel()

    assert len(readers.calls) == 20


async def test_after_a_database_that_did_not_answer_the_first_look_is_a_wide_one(
    poll: Poll, hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    follower: Follower = await live(hub)
    log.write(ROOM)
    log.rooms[ROOM].changed_at = now_ms() - 2 * GLANCE_MS
    readers.fail("heads_changed_since", OperationalError("gone"))
    polling = asyncio.create_task(poll.run())

    await later(2 * POLL_S + 0.1)
    polling.cancel()

    assert follower.seqs == [1]


async def test_a_log_that_has_lost_its_end_is_found_though_nothing_was_written(
    poll: Poll, hub: Hub, log: MemoryLog
) -> None:
    """A backup of long ago was restored."""
    follower = await outlived(hub, log)
    log.rooms[ROOM].changed_at = 0

    await poll.look()
    await later(1)

    assert follower.resets == 1
    assert hub.topics[ROOM].head == log.head(ROOM)


async def test_a_room_that_is_not_in_the_restored_database_is_reset_too(
    poll: Poll, hub: Hub, log: MemoryLog
) -> None:
    follower = await live(hub)
    hub.committed([log.write(ROOM)])
    log.rewind(ROOM, 0)
    heads_changed_since = log.heads_changed_since

    def without_it(looked_at_ms: int | None, window_ms: int, also: list[int]) -> Look:
        look = heads_changed_since(looked_at_ms, window_ms, also)
        return Look({room: at for room, at in look.heads.items() if room != ROOM}, look.at_ms)

    log.heads_changed_since = without_it  # type: ignore[method-assign]

    await poll.look()
    await later(1)

    assert follower.resets == 1
    assert hub.topics[ROOM].head == EMPTY


async def test_with_every_hint_lost_a_post_arrives_within_half_a_second_and_a_bit(
    services: Services, log: MemoryLog, make_page: Callable[..., Page]
) -> None:
    services.start()
    page = await make_page().hello(r7={"seq": 0, "digest": "0" * 16})
    log.write(ROOM)

    await later(POLL_S + 0.1)

    assert page.wire.seqs(ROOM) == [1]
    await services.stop()
