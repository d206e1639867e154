"""Pages of old messages: cut into frames, within the credit, one after the other."""

from collections.abc import Callable

import pytest
from django.db import OperationalError

from chat.realtime.conversation import HISTORIES_WAITING, room_number
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]
GONE = {"type": "gone", "room": "7", "code": "not-found"}


async def test_a_page_holds_the_newest_messages_and_the_head_they_were_read_under(
    make_page: MakePage, log: MemoryLog
) -> None:
    for number in range(10):
        log.write(ROOM, f"{number}")
    page = await make_page().hello()

    page.say("history", id="h1", room="7", limit=3)
    await settled()

    frame = page.wire.last("page")
    assert [message["body"] for message in frame["messages"]] == ["7", "8", "9"]
    assert frame["head"] == on_wire(log.head(ROOM))
    assert frame["older"] is True
    assert "more" not in frame


async def test_a_page_before_a_message_excludes_it(make_page: MakePage, log: MemoryLog) -> None:
    for number in range(10):
        log.write(ROOM, f"{number}")
    page = await make_page().hello()

    page.say("history", id="h1", room="7", before=3, limit=50)
    await settled()

    frame = page.wire.last("page")
    assert [message["seq"] for message in frame["messages"]] == [1, 2]
    assert "older" not in frame


async def test_a_long_page_comes_in_slices_and_no_events_of_the_room_in_between(
    make_page: MakePage, log: MemoryLog, make_services: Callable[..., Services]
) -> None:
    services = make_services(unseen_bytes=70_000)
    for _ in range(40):
        log.write(ROOM, "x" * 2000)
    page = await make_page(on=services).hello(r7=on_wire(log.head(ROOM)))
    page.say("history", id="h1", room="7", limit=40)
    await settled()
    first = page.wire.last("page")
    assert first["more"] is True

    services.committed([log.write(ROOM)])
    await settled()
    assert page.wire.seqs(ROOM) == []
    while page.wire.last("page").get("more"):
        page.say("seen", parts=[page.wire.last("page")["part"]])
        await settled()

    pages = page.wire.of("page")
    assert [m["seq"] for frame in pages for m in frame["messages"]] == list(range(1, 41))
    assert {frame["head"]["seq"] for frame in pages} == {40}
    assert len({frame["part"] for frame in pages}) == len(pages)
    assert max(map(len, page.wire.texts)) <= 64 * 1024
    assert page.wire.seqs(ROOM) == [41], "it comes after the last slice"
    assert page.wire.types().index("events") > page.wire.types().index("page")


async def test_pages_count_against_the_credit_until_their_part_is_seen(
    make_page: MakePage, log: MemoryLog, make_services: Callable[..., Services]
) -> None:
    services = make_services(unseen_bytes=4096)
    log.write(ROOM, "x" * 1500)
    page = await make_page(on=services).hello()
    for number in range(3):
        page.say("history", id=f"h{number}", room="7")
    await later(5)
    assert [frame["id"] for frame in page.wire.of("page")] == ["h0"]

    page.say("seen", parts=[page.wire.last("page")["part"]])
    await settled()

    assert [frame["id"] for frame in page.wire.of("page")] == ["h0", "h1"]


async def test_one_page_is_served_sixteen_wait_and_more_are_throttled(
    make_page: MakePage, readers: ScriptedReaders
) -> None:
    page = await make_page().hello()
    gate = readers.hold("page")
    page.say("history", id="served", room="7")
    await gate.reached.wait()

    for number in range(HISTORIES_WAITING):
        page.say("history", id=f"waits {number}", room="7")
    assert page.wire.of("refused") == []
    page.say("history", id="too many", room="7")

    refused = page.wire.last("refused")
    assert (refused["id"], refused["code"]) == ("too many", "throttled")
    assert refused["retry_ms"] > 0
    gate.release()
    await settled()
    assert len(page.wire.of("page")) == 1 + HISTORIES_WAITING


async def test_a_database_away_delays_a_page_and_counts_it_once(
    make_page: MakePage, readers: ScriptedReaders
) -> None:
    page = await make_page().hello()
    readers.fail("page", OperationalError("gone"))

    page.say("history", id="h", room="7")
    await later(5)

    assert [frame["id"] for frame in page.wire.of("page")] == ["h"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("0", None), ("", None), ("07", None), ("-7", None), ("７", None), ("7 ", None)],
)
def test_only_a_plain_positive_number_names_a_room(text: str, number: int | None) -> None:
    assert room_number(text) == number
