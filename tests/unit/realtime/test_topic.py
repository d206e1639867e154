"""A room at the hub: where its log is said to end, who comes, who goes, and what is kept."""

import asyncio

import pytest
from django.db import OperationalError

from chat.protocol.position import EMPTY
from chat.realtime.hub import SLICE_BYTES, Hub
from chat.realtime.topic import Topic
from tests.unit.realtime.follower import Follower, live, outlived
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM
from tests.unit.realtime.virtual_time import later, settled

# --- Heads that somebody saw --------------------------------------------------------------------


async def test_a_head_beyond_ours_leads_to_a_look(hub: Hub, log: MemoryLog) -> None:
    follower = await live(hub)
    log.write(ROOM)

    hub.head_hinted(ROOM, log.head(ROOM))
    await later(1)

    assert follower.seqs == [1]


async def test_a_head_that_is_ours_leads_to_nothing(
    hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    await live(hub)
    readers.calls.clear()

    hub.head_hinted(ROOM, log.head(ROOM))
    await later(1)

    assert readers.calls == []


async def test_a_head_we_have_passed_while_it_was_read_leads_to_nothing(
    hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    await live(hub)
    hub.committed([log.write(ROOM), log.write(ROOM)])
    readers.calls.clear()

    hub.head_polled(ROOM, log.rooms[ROOM].entries[0].after, ours=EMPTY)
    await later(1)

    assert readers.calls == []


async def test_a_head_before_ours_that_is_no_news_is_another_history(
    hub: Hub, log: MemoryLog
) -> None:
    """The log ends before what was passed on, and stays there."""
    follower = await outlived(hub, log)

    hub.head_polled(ROOM, log.head(ROOM), ours=hub.topics[ROOM].head)
    await later(1)

    assert follower.resets == 1
    assert hub.topics[ROOM].head == log.head(ROOM)


# --- Coming and going ---------------------------------------------------------------------------


async def test_what_is_committed_while_the_first_follower_joins_is_not_missed(
    hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    gate = readers.hold("head", "after")
    follower = Follower()
    joining = asyncio.create_task(hub.observe(101, follower))
    await gate.reached.wait()

    hub.committed([log.write(101, kind="left", room=str(ROOM))])
    gate.release()
    topic = await joining

    assert follower.observed == [1]
    assert topic.head == log.head(101)


async def test_what_came_twice_while_the_first_follower_joins_passes_once(
    hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    gate = readers.hold("head", "after")
    follower = Follower()
    joining = asyncio.create_task(hub.observe(101, follower))
    await gate.reached.wait()
    first, second = (log.write(101, kind="left", room=str(ROOM)) for _ in range(2))

    hub.committed([second])
    hub.committed([first])
    hub.committed([first, second])
    gate.release()
    await joining
    await later(1)

    assert follower.observed == [1, 2]


async def test_followers_who_come_together_read_the_head_once(
    hub: Hub, readers: ScriptedReaders
) -> None:
    await asyncio.gather(*(hub.follow(ROOM, Follower()) for _ in range(5)))

    assert readers.calls == ["head"]


async def test_a_head_that_cannot_be_read_is_read_again_for_the_next(
    hub: Hub, readers: ScriptedReaders
) -> None:
    readers.fail("head", OperationalError("gone"))
    follower = Follower()
    with pytest.raises(OperationalError):
        await hub.follow(ROOM, follower)

    topic = await hub.follow(ROOM, follower)

    assert topic.head == EMPTY


async def test_a_topic_ends_with_its_last_follower(hub: Hub) -> None:
    first, second = Follower(), Follower()
    topic = await hub.follow(ROOM, first)
    await hub.follow(ROOM, second)

    hub.leave(topic, first)
    assert ROOM in hub.topics
    hub.leave(topic, second)

    assert hub.topics == {}


async def test_a_topic_that_ended_does_not_end_its_successor(hub: Hub) -> None:
    first, second = Follower(), Follower()
    ended = await hub.follow(ROOM, first)
    hub.leave(ended, first)
    await hub.follow(ROOM, second)

    hub.leave(ended, first)

    assert ROOM in hub.topics


async def test_a_follower_that_gave_up_while_the_head_was_read_is_forgotten(
    hub: Hub, readers: ScriptedReaders
) -> None:
    gate = readers.hold("head")
    joining = asyncio.create_task(hub.follow(ROOM, Follower()))
    await gate.reached.wait()

    joining.cancel()
    await asyncio.gather(joining, return_exceptions=True)
    gate.release()
    await settled()

    assert hub.topics == {}


async def test_a_follower_whose_head_could_not_be_read_is_forgotten(
    hub: Hub, readers: ScriptedReaders
) -> None:
    readers.fail("head", OperationalError("gone"))

    with pytest.raises(OperationalError):
        await hub.follow(ROOM, Follower())

    assert hub.topics == {}


async def test_the_tail_is_kept_for_those_just_behind(hub: Hub, log: MemoryLog) -> None:
    await live(hub)
    entries = [log.write(ROOM) for _ in range(3)]
    hub.committed(entries)
    topic: Topic = hub.topics[ROOM]

    assert topic.since(entries[0].after, SLICE_BYTES) == entries[1:]
    assert topic.since(entries[0].after, len(entries[1].wire)) == entries[1:2]
    assert topic.since(entries[0].after, 0) == entries[1:2], "one at least"
    assert topic.since(entries[2].after, SLICE_BYTES) == []


async def test_what_was_said_before_an_erasure_is_not_kept(hub: Hub, log: MemoryLog) -> None:
    """Who comes up from behind is served from the log, which has tombstones there."""
    await live(hub)
    topic = hub.topics[ROOM]
    start = log.head(ROOM)
    hub.committed([log.write(ROOM, 'words with "kind":"erased" in them')])
    assert topic.since(start, SLICE_BYTES)

    erased = log.write(ROOM, kind="erased", who={"id": "2", "name": "deleted-2"})
    hub.committed([erased])

    assert topic.since(start, SLICE_BYTES) == []
    assert topic.since(erased.before, SLICE_BYTES) == [erased]
