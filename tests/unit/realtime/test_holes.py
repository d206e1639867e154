"""What does not continue the head is looked up in the log: doubled, late, missing, foreign."""

from django.db import OperationalError

from chat.protocol.position import EMPTY
from chat.realtime.hub import HOLE_PATIENCE_S, SLICE_BYTES, Hub
from tests.unit.realtime.follower import live
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM
from tests.unit.realtime.virtual_time import later


async def test_an_event_that_came_already_is_dropped(
    hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    follower = await live(hub)
    item = log.write(ROOM)
    hub.committed([item])
    readers.calls.clear()

    hub.committed([item])
    await later(1)

    assert follower.seqs == [1]
    assert readers.calls == []


async def test_of_events_that_partly_came_already_the_rest_is_passed_on(
    hub: Hub, log: MemoryLog
) -> None:
    follower = await live(hub)
    entries = [log.write(ROOM) for _ in range(3)]
    hub.committed(entries[:2])

    hub.committed(entries)

    assert follower.seqs == [1, 2, 3]
    assert follower.continuous()


async def test_a_hole_is_read_from_the_log(hub: Hub, log: MemoryLog) -> None:
    follower = await live(hub)
    log.write(ROOM)  # its hint is lost

    hub.committed([log.write(ROOM)])
    await later(1)

    assert follower.seqs == [1, 2]
    assert follower.continuous()


async def test_a_hole_waits_for_the_neighbours_hint_before_it_is_read(
    hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    follower = await live(hub)
    first, second = log.write(ROOM), log.write(ROOM)
    readers.calls.clear()

    hub.committed([second])
    await later(HOLE_PATIENCE_S / 2)
    assert follower.seqs == []
    hub.committed([first])
    assert follower.seqs == [1, 2]
    await later(1)

    assert readers.calls == [], "the late hint needs no reading"


async def test_hints_that_come_in_the_wrong_order_are_passed_on_in_the_right_one(
    hub: Hub, log: MemoryLog
) -> None:
    follower = await live(hub)
    entries = [log.write(ROOM) for _ in range(4)]

    for place in (2, 0, 3, 1):
        hub.committed([entries[place]])
    await later(1)

    assert follower.seqs == [1, 2, 3, 4]
    assert follower.continuous()


async def test_a_hole_within_one_hint_is_a_hole(hub: Hub, log: MemoryLog) -> None:
    """Two processes wrote in turn: what one of them tells leaves out what the other wrote."""
    follower = await live(hub)
    first, _, third = (log.write(ROOM) for _ in range(3))

    hub.committed([first, third])
    await later(1)

    assert follower.seqs == [1, 2, 3]
    assert follower.continuous()


async def test_an_event_twice_in_one_hint_passes_once(hub: Hub, log: MemoryLog) -> None:
    follower = await live(hub)
    item = log.write(ROOM)

    hub.committed([item, item])
    await later(1)

    assert follower.seqs == [1]


async def test_an_event_of_another_history_is_not_passed_on(hub: Hub, log: MemoryLog) -> None:
    """Its seq would fit; its digest says that it follows something else."""
    follower = await live(hub)
    hub.committed([log.write(ROOM)])
    log.rewind(ROOM, 0)
    log.write(ROOM, history="restored")

    hub.committed([log.write(ROOM, history="restored")])

    assert follower.seqs == [1]


async def test_after_another_history_everybody_is_reset_and_it_goes_on_from_its_head(
    hub: Hub, log: MemoryLog
) -> None:
    follower = await live(hub)
    hub.committed([log.write(ROOM)])
    log.rewind(ROOM, 0)
    log.write(ROOM, history="restored")

    hub.committed([log.write(ROOM, history="restored")])
    await later(1)

    topic = hub.topics[ROOM]
    assert follower.resets == 1
    assert follower not in topic.live
    assert topic.head == log.head(ROOM)
    assert topic.since(EMPTY, SLICE_BYTES) == [], "what was kept was of the other history"


async def test_the_same_seq_with_another_digest_is_noticed(hub: Hub, log: MemoryLog) -> None:
    follower = await live(hub)
    hub.committed([log.write(ROOM)])
    log.rewind(ROOM, 0)

    hub.committed([log.write(ROOM, history="restored")])
    await later(1)

    assert follower.resets == 1


async def test_events_that_come_while_a_hole_is_read_pass_once(
    hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    follower = await live(hub)
    first, second, third = (log.write(ROOM) for _ in range(3))
    gate = readers.hold("events_after", "after")
    hub.committed([third])
    await gate.reached.wait()

    hub.committed([first, second])
    hub.committed([third])
    gate.release()
    hub.committed([log.write(ROOM)])
    await later(1)

    assert follower.seqs == [1, 2, 3, 4]
    assert follower.continuous()


async def test_a_hole_larger_than_a_frame_is_read_to_its_end(hub: Hub, log: MemoryLog) -> None:
    follower = await live(hub)
    for _ in range(50):
        log.write(ROOM, "x" * 4000)

    hub.committed([log.write(ROOM)])
    await later(1)

    assert follower.seqs == list(range(1, 52))
    assert follower.continuous()


async def test_a_database_that_does_not_answer_leaves_the_hole_to_the_next_look(
    hub: Hub, log: MemoryLog, readers: ScriptedReaders
) -> None:
    follower = await live(hub)
    log.write(ROOM)
    readers.fail("events_after", OperationalError("gone"))
    hub.committed([log.write(ROOM)])
    await later(1)
    assert follower.seqs == []

    hub.head_hinted(ROOM, log.head(ROOM))
    await later(1)

    assert follower.seqs == [1, 2]


async def test_an_event_of_another_history_in_the_hole_does_not_keep_it_open(
    hub: Hub, log: MemoryLog
) -> None:
    """It stood where the log's own event belongs, and the repair went round for ever."""
    follower = await live(hub)
    foreign = MemoryLog()
    foreign.make_room(ROOM, {1})
    first, second = log.write(ROOM), log.write(ROOM)

    hub.committed([foreign.write(ROOM, history="foreign"), foreign.write(ROOM)])
    hub.committed([second])
    await later(1)

    assert first.seq == 1
    assert follower.seqs == [1, 2]
