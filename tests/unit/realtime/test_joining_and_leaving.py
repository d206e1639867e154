"""What the own log says of rooms is obeyed at once: they come, and go with all that is of them."""

from collections.abc import Callable

import pytest

from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]
GONE = {"type": "gone", "room": "7", "code": "not-found"}


async def test_a_room_one_joins_elsewhere_is_told_of(
    make_page: MakePage, charlie: Person, log: MemoryLog, services: Services
) -> None:
    page = await make_page(charlie).hello()
    log.rooms[ROOM].members.add(charlie.pk)

    services.committed([log.write(103, kind="joined", room="7")])
    await settled()
    assert page.wire.last("room")["room"]["id"] == "7"
    page.say("subscribe", room="7")
    await settled()
    services.committed([log.write(ROOM)])

    assert page.wire.seqs(ROOM) == [1]


async def test_who_leaves_gets_gone_and_nothing_after_it(
    make_page: MakePage, log: MemoryLog, services: Services
) -> None:
    page = await make_page().hello(r7=on_wire(EMPTY))
    log.rooms[ROOM].members.discard(1)

    services.committed([log.write(ROOM, kind="leave"), log.write(101, kind="left", room="7")])
    services.committed([log.write(ROOM)])
    await later(5)

    assert page.wire.of("gone") == [GONE]
    assert page.wire.seqs(ROOM) == []


async def test_who_leaves_without_credit_is_obeyed_at_once(
    make_page: MakePage, log: MemoryLog, make_services: Callable[..., Services]
) -> None:
    services = make_services(unseen_bytes=1024)
    page = await make_page(on=services).hello(r7=on_wire(EMPTY))
    for _ in range(3):
        services.committed([log.write(ROOM, "x" * 1000)])
    log.rooms[ROOM].members.discard(1)

    services.committed([log.write(101, kind="left", room="7")])

    assert page.wire.of("gone") == [GONE]


async def test_after_gone_no_slice_of_a_reset_follows(
    make_page: MakePage, log: MemoryLog, make_services: Callable[..., Services]
) -> None:
    services = make_services(unseen_bytes=64 * 1024)
    for _ in range(40):
        log.write(ROOM, "x" * 4000)
    page = await make_page(on=services).hello(r7={"seq": 1, "digest": "f" * 16})
    assert page.wire.last("reset")["more"] is True, "the rest waits for credit"
    page.wire.clear()
    log.rooms[ROOM].members.discard(1)

    services.committed([log.write(101, kind="left", room="7")])
    await later(5)

    assert page.wire.of("gone", "reset") == [GONE]


async def test_after_gone_no_slice_of_a_page_follows(
    make_page: MakePage, log: MemoryLog, make_services: Callable[..., Services]
) -> None:
    services = make_services(unseen_bytes=64 * 1024)
    for _ in range(40):
        log.write(ROOM, "x" * 4000)
    page = await make_page(on=services).hello(r7=on_wire(log.head(ROOM)))
    page.say("history", id="h", room="7", limit=40)
    await settled()
    assert page.wire.last("page")["more"] is True, "the rest waits for credit"
    page.wire.clear()
    log.rooms[ROOM].members.discard(1)

    services.committed([log.write(101, kind="left", room="7")])
    await later(5)

    assert page.wire.of("gone", "page") == [GONE]


async def test_a_page_read_before_one_left_lets_nobody_in_again(
    make_page: MakePage, log: MemoryLog, services: Services, readers: ScriptedReaders
) -> None:
    log.write(ROOM)
    page = await make_page().hello(r7=on_wire(log.head(ROOM)))
    gate = readers.hold("page")
    page.say("history", id="h", room="7", limit=40)
    await gate.reached.wait()
    log.rooms[ROOM].members.discard(1)
    services.committed([log.write(101, kind="left", room="7")])

    gate.release()
    await settled()

    assert page.wire.last("refused")["id"] == "h"
    assert page.wire.of("page") == []


async def test_gone_frees_the_pages_of_a_room_that_was_not_followed(
    make_page: MakePage, log: MemoryLog, make_services: Callable[..., Services]
) -> None:
    services = make_services(unseen_bytes=1024)
    log.make_room(8, {1})
    log.write(ROOM, "x" * 2000)
    page = await make_page(on=services).hello(r8=on_wire(EMPTY))
    page.say("history", id="h", room="7")
    await settled()
    services.committed([log.write(8)])
    assert page.wire.seqs(8) == []
    log.rooms[ROOM].members.discard(1)

    services.committed([log.write(101, kind="left", room="7")])
    await settled()

    assert page.wire.seqs(8) == [1]


async def test_the_own_log_cannot_be_unsubscribed(
    make_page: MakePage, log: MemoryLog, services: Services
) -> None:
    page = await make_page().hello()

    page.say("unsubscribe", room="101")
    services.committed([log.write(101, kind="left", room="7")])
    await settled()

    assert page.wire.seqs(101) == [1]


async def test_the_own_log_is_resumed_from_where_the_client_is(
    make_page: MakePage, log: MemoryLog
) -> None:
    entries = [log.write(101, kind="left", room="99") for _ in range(3)]

    page = await make_page().hello(r101=on_wire(entries[0].after))

    assert page.wire.seqs(101) == [2, 3]


@pytest.mark.parametrize("read", ["head", "rooms_of"])
async def test_a_room_one_joins_while_being_welcomed_is_not_missed(
    make_page: MakePage,
    charlie: Person,
    log: MemoryLog,
    services: Services,
    readers: ScriptedReaders,
    read: str,
) -> None:
    gate = readers.hold(read)
    page = make_page(charlie)
    page.say("hello")
    await gate.reached.wait()

    log.rooms[ROOM].members.add(charlie.pk)
    services.committed([log.write(103, kind="joined", room="7")])
    await settled()
    gate.release()
    await settled()

    assert page.wire.types()[0] == "welcome"
    told = {room["id"] for room in page.wire.last("welcome")["rooms"]}
    told |= {frame["room"]["id"] for frame in page.wire.of("room")}
    assert "7" in told


async def test_a_room_one_leaves_while_being_welcomed_is_gone_after_the_welcome(
    make_page: MakePage, log: MemoryLog, services: Services, readers: ScriptedReaders
) -> None:
    gate = readers.hold("rooms_of")
    page = make_page()
    page.say("hello", rooms={"7": on_wire(EMPTY)})
    await gate.reached.wait()

    log.rooms[ROOM].members.discard(1)
    services.committed([log.write(101, kind="left", room="7")])
    await settled()
    gate.release()
    await settled()

    types = page.wire.types()
    assert types[0] == "welcome"
    assert "gone" in types
