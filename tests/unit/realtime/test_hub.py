"""The hub passes on what continues its head, and looks everything else up in the log."""

import asyncio
import contextlib
import gc

from django.db import OperationalError

from chat.realtime.hub import Hub
from tests.unit.realtime.follower import Follower, live
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM


async def test_an_event_that_continues_the_head_is_passed_on_at_once(
    hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    follower = await live(hub)
    readers.calls.clear()

    hub.committed([log.write(ROOM), log.write(ROOM)])

    assert follower.seqs == [1, 2]
    assert readers.calls == [], "nothing had to be read"


async def test_several_events_of_a_commit_leave_as_one_frame(hub: Hub, log: MemoryLog) -> None:
    follower = await live(hub)

    hub.committed([log.write(ROOM) for _ in range(5)])

    assert [(frame.before.seq, frame.after.seq) for frame in follower.frames] == [(0, 5)]


async def test_a_frame_is_cut_near_64_kib(hub: Hub, log: MemoryLog) -> None:
    follower = await live(hub)

    hub.committed([log.write(ROOM, "x" * 4000) for _ in range(20)])

    assert len(follower.frames) > 1
    assert all(frame.size <= 64 * 1024 for frame in follower.frames)
    assert follower.continuous()


async def test_events_of_a_room_nobody_follows_are_dropped(hub: Hub, log: MemoryLog) -> None:
    hub.committed([log.write(ROOM)])

    assert hub.topics == {}


async def test_who_is_not_live_observes_their_own_log_and_is_sent_nothing(
    hub: Hub, log: MemoryLog
) -> None:
    follower = Follower()
    await hub.observe(101, follower)

    hub.committed([log.write(101, kind="left", room=str(ROOM))])

    assert follower.observed == [1]
    assert follower.frames == []


async def test_a_persons_own_log_goes_before_the_rooms(hub: Hub, log: MemoryLog) -> None:
    """Who left a room, or was logged out, gets nothing after it."""
    order: list[int] = []
    for room_id, personal in ((ROOM, False), (101, True)):
        follower = await live(hub, room_id, personal=personal)
        follower.deliver = lambda frame: order.append(frame.room_id)  # type: ignore[method-assign]

    hub.committed([log.write(ROOM), log.write(101, kind="left", room=str(ROOM))])

    assert order == [101, ROOM]


async def test_those_who_return_take_no_turn_of_the_reads_that_find_what_is_lost(
    hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    """Two thousand after a restart, and the poll stood behind them on its one thread."""
    lanes: list[str] = []
    readers.heads = lambda read, *args: lanes.append(read.__name__)  # type: ignore[method-assign]
    log.write(ROOM)

    topic = await hub.follow(ROOM, Follower())

    assert topic.head == log.head(ROOM)
    assert lanes == []


async def test_who_left_before_a_room_could_be_read_leaves_no_traceback_behind(
    hub: Hub, readers: ScriptedReaders
) -> None:
    """The page was gone, then the database; asyncio complained of an error nobody had asked for."""
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: complaints.append(str(what)))
    readers.fail("head", OperationalError("gone"))
    coming = asyncio.create_task(hub.follow(ROOM, Follower()))
    await asyncio.sleep(0)  # it asks
    coming.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await coming
    await asyncio.sleep(1)  # of virtual time: the read has failed
    gc.collect()

    assert complaints == []
    assert hub.topics == {}
