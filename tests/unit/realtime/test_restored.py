"""A database that comes back without its last commits: nobody is left with what is not in it."""

from collections.abc import Callable

from chat.realtime.poll import GLANCES, POLL_S
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog
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


async def test_whoever_s_own_log_lost_its_end_comes_back_to_have_their_rights_looked_up(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    services.start()
    page = await make_page().hello()
    mine = OWN_LOG + 1
    services.committed([log.write(mine, kind="joined", room="99")])
    log.rewind(mine, 0)
    log.rooms[mine].changed_at = 0

    await later(FOUND_WITHIN_S)

    bye = page.wire.last("bye")
    assert (bye["code"], bye["reconnect"]) == (4013, True)
    await services.stop()
