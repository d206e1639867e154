"""Which rooms a person follows over a connection: theirs, and only while they are."""

from collections.abc import Callable
from typing import Any

import pytest

from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import OWN_LOG, ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]
GONE = {"type": "gone", "room": "7", "code": "not-found"}


async def test_every_subscribe_is_answered_with_one_caught_up(make_page: MakePage) -> None:
    page = await make_page().hello()
    page.wire.clear()

    for _ in range(3):
        page.say("subscribe", room="7", from_=on_wire(EMPTY))
    await later(1)

    assert page.wire.types() == ["caught_up"] * 3


async def test_a_stranger_in_somebodys_own_log_neither_hears_nor_hinders(
    make_page: MakePage,
    bob: Person,
    charlie: Person,
    log: MemoryLog,
    services: Services,
    readers: ScriptedReaders,
) -> None:
    """Who subscribed first once made the log look like any room: a log-out was not heard."""
    stranger = await make_page(charlie).hello()
    stranger.wire.clear()
    rights = readers.hold("opening")
    stranger.say("subscribe", room=str(OWN_LOG + bob.pk))
    await rights.reached.wait()

    victim = await make_page(bob, mark="his").hello()
    services.committed([log.write(OWN_LOG + bob.pk, kind="left", room="7")])
    services.committed([log.write(OWN_LOG + bob.pk, kind="ended", login="his")])
    rights.release()
    await settled()

    assert victim.wire.closed == 4401
    assert stranger.wire.frames == [{**GONE, "room": str(OWN_LOG + bob.pk)}]


# --- Whose rooms --------------------------------------------------------------------------------


async def test_a_stranger_who_subscribes_learns_nothing(
    make_page: MakePage, charlie: Person, log: MemoryLog, services: Services
) -> None:
    page = await make_page(charlie).hello()
    page.wire.clear()

    page.say("subscribe", room="7", from_=on_wire(EMPTY))
    await settled()
    services.committed([log.write(ROOM)])
    await later(5)

    assert page.wire.frames == [GONE]
    assert ROOM not in services.hub.topics


@pytest.mark.parametrize("room", ["999", "0", "nonsense", "9" * 40, str(2**63 - 1)])
async def test_a_room_that_does_not_exist_is_gone_and_nothing_else_happens(
    make_page: MakePage, room: str, caplog: pytest.LogCaptureFixture, services: Services
) -> None:
    page = await make_page().hello()
    page.wire.clear()

    page.say("subscribe", room=room)
    await later(5)

    assert page.wire.frames == [GONE | {"room": room}]
    assert page.wire.closed is None
    assert caplog.records == []
    assert list(services.hub.topics) == [101]


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "seen", "rooms": {"7": 5}},
        {"type": "read", "seq": 5, "room": "7"},
        {"type": "ping", "seen": {"7": 1}},
        {"type": "hello", "rooms": {"7": on_wire(EMPTY)}},
    ],
    ids=lambda frame: frame["type"],
)
async def test_naming_a_room_that_is_not_ones_own_is_answered_with_gone(
    make_page: MakePage, charlie: Person, frame: dict[str, Any]
) -> None:
    page = make_page(charlie)
    if frame["type"] != "hello":
        await page.hello()

    page.say(**frame)
    await settled()

    assert page.wire.of("gone") == [GONE]
    assert page.wire.of("error") == []


@pytest.mark.parametrize(
    ("room", "code"), [("7", "forbidden"), ("999", "not-found"), ("nonsense", "not-found")]
)
async def test_history_of_a_room_not_ones_own_is_refused_by_its_id(
    make_page: MakePage, charlie: Person, room: str, code: str
) -> None:
    page = await make_page(charlie).hello()

    page.say("history", id="any string", room=room)
    await settled()

    refused = page.wire.last("refused")
    assert (refused["id"], refused["code"]) == ("any string", code)


# --- Read marks ---------------------------------------------------------------------------------


async def test_a_stored_read_mark_is_told_to_the_persons_other_connections(
    make_page: MakePage, services: Services, bob: Person
) -> None:
    maker, other = await make_page().hello(), await make_page().hello()
    bobs = await make_page(bob).hello()

    services._read(1, ROOM, maker.session.id)
    await settled()

    assert [frame["room"]["id"] for frame in other.wire.of("room")] == ["7"]
    assert maker.wire.of("room") == bobs.wire.of("room") == []


async def test_of_a_room_that_changes_all_the_time_one_news_waits(
    make_page: MakePage, readers: ScriptedReaders
) -> None:
    """Read marks on many connections made a list of it that only grew."""
    page = await make_page().hello()
    page.wire.clear()
    gate = readers.hold("room_of")

    page.session.tell(ROOM)
    await gate.reached.wait()
    for _ in range(100):
        page.session.tell(ROOM)
    gate.release()
    await settled()

    assert len(page.wire.of("room")) == 2, "the one under way may have been read before the last"
