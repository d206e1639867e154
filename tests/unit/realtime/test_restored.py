"""A database that comes back without its last commits: nobody is left with what is not in it."""

from collections.abc import Callable

import pytest

from chat.realtime.poll import GLANCES, POLL_S
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import OWN_LOG, ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]
FOUND_WITHIN_S = POLL_S * (GLANCES + 1) + 0.1


async def test_whoever_has_what_is_lost_is_reset_and_goes_on_in_the_new_history(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    services.start()
    page = await make_page().hello()
    page.say("subscribe", room=str(ROOM))
    await settled()
    services.committed([log.write(ROOM, "kept"), log.write(ROOM, "lost")])
    log.rewind(ROOM, 1)
    log.rooms[ROOM].changed_at = 0

    await later(FOUND_WITHIN_S)
    reset = page.wire.last("reset")
    assert [message["body"] for message in reset["messages"]] == ["kept"]
    assert reset["head"] == on_wire(log.head(ROOM))
    services.committed([log.write(ROOM, "new")])
    await settled()

    assert page.wire.last("events")["prev"] == reset["head"]["digest"]
    assert page.wire.closed is None
    await services.stop()


async def test_the_counts_of_a_room_are_not_those_of_the_history_that_was_lost(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    """By the reset alone a client would go on from how many there were before."""
    page = await make_page().hello()
    page.say("subscribe", room=str(ROOM))
    await settled()
    services.committed([log.write(ROOM) for _ in range(3)])
    log.rewind(ROOM, 1)

    services.committed([log.write(ROOM, history="restored") for _ in range(3)])
    await later(1)

    assert [frame["room"]["posts"] for frame in page.wire.of("room")] == [4]


async def test_what_is_written_over_what_was_lost_reaches_nobody_as_a_wrong_tail(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    """Written here, so no poll has been between."""
    page = await make_page().hello()
    page.say("subscribe", room=str(ROOM))
    await settled()
    services.committed([log.write(ROOM) for _ in range(3)])
    log.rewind(ROOM, 1)
    page.wire.clear()

    services.committed([log.write(ROOM, history="another")])
    services.committed([log.write(ROOM, history="another")])
    await later(1)

    assert page.wire.of("events") == []
    assert page.wire.last("reset")["head"] == on_wire(log.head(ROOM))


async def test_until_they_are_reset_nobody_is_told_what_goes_on_in_the_new_history(
    make_page: MakePage, services: Services, log: MemoryLog, readers: ScriptedReaders
) -> None:
    page = await make_page().hello()
    page.say("subscribe", room=str(ROOM))
    await settled()
    services.committed([log.write(ROOM)])
    page.wire.clear()
    log.rewind(ROOM, 0)
    gate = readers.hold("page")

    services.committed([log.write(ROOM, history="another")])
    await gate.reached.wait()
    services.committed([log.write(ROOM, history="another")])
    await settled()
    assert page.wire.of("events") == []
    gate.release()
    await later(1)

    assert [frame["type"] for frame in page.wire.of("reset", "events")] == ["reset", "events"]


@pytest.mark.parametrize("written", [1, 2], ids=["as much", "more"])
async def test_whoever_comes_while_another_history_is_written_is_reset(
    make_page: MakePage,
    services: Services,
    log: MemoryLog,
    readers: ScriptedReaders,
    written: int,
) -> None:
    """The log was looked at before the restore: it held where they are."""
    page = await make_page().hello()
    log.write(ROOM)
    gate = readers.hold("opening")
    page.say("subscribe", room=str(ROOM), from_=on_wire(log.head(ROOM)))
    await gate.reached.wait()

    log.rewind(ROOM, 0)
    for _ in range(written):
        services.committed([log.write(ROOM, history="another")])
        await later(1)
    gate.release()
    await later(1)

    assert [frame["type"] for frame in page.wire.of("reset", "events")] == ["reset"]


async def test_whoever_s_own_log_lost_its_end_comes_back_to_have_their_rights_looked_up(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    services.start()
    log.make_room(99, {1})
    page = await make_page().hello()
    mine = OWN_LOG + 1
    services.committed([log.write(mine, kind="joined", room="99")])
    await settled()
    assert page.wire.closed is None
    log.rewind(mine, 0)
    log.rooms[mine].changed_at = 0

    await later(FOUND_WITHIN_S)

    bye = page.wire.last("bye")
    assert (bye["code"], bye["reconnect"]) == (4013, True)
    await services.stop()
