"""`history` gives the past in pages, under the head it was read with."""

from tests.integration.chatting import (
    arrived,
    flood,
    follow,
    say,
    seqs,
    settled,
    size,
)
from tests.integration.conftest import on_both
from tests.servers.wire import Frame, Wire

pytestmark = on_both

FRAME_BYTES = 64 * 1024
UNSEEN_BYTES = 256 * 1024
# With its HTML 24 kB: a page holds 16 of these, and is longer than the credit.
LONG = "漢" * 4_000
WAITING = 16


async def ask(wire: Wire, room: str, id: str = "h", **fields: object) -> None:
    await wire.send({"type": "history", "id": id, "room": room, **fields})


async def pages(wire: Wire, id: str = "h") -> list[Frame]:
    """All slices of one answer."""
    slices = [await wire.expect("page", id=id)]
    while slices[-1].get("more"):
        slices.append(await wire.expect("page", id=id))
    return slices


async def test_absent_before_means_the_newest(wire: Wire, room: str) -> None:
    said = [(await say(wire, room, str(number)))["seq"] for number in range(5)]
    head = await follow(wire, room)
    await ask(wire, room, limit=3)
    (page,) = await pages(wire)
    assert page["room"] == room
    assert page["head"] == head
    assert page["older"] is True
    assert [message["body"] for message in page["messages"]] == ["2", "3", "4"]
    assert seqs(page["messages"]) == said[2:]


async def test_before_is_exclusive(wire: Wire, room: str) -> None:
    said = [(await say(wire, room, str(number)))["seq"] for number in range(5)]
    await ask(wire, room, before=said[2], limit=100)
    (page,) = await pages(wire)
    assert seqs(page["messages"]) == said[:2]
    assert "older" not in page


async def test_before_the_first_there_is_nothing(wire: Wire, room: str) -> None:
    await say(wire, room)
    await ask(wire, room, before=0)
    (page,) = await pages(wire)
    assert page["messages"] == []
    assert "older" not in page


async def test_a_message_is_its_post(wire: Wire, room: str) -> None:
    await follow(wire, room)
    await say(wire, room, "*hello*")
    (event,) = (await wire.expect("events", room=room))["events"]
    await ask(wire, room)
    (page,) = await pages(wire)
    del event["kind"]
    assert page["messages"] == [event]


async def test_what_passes_64_kib_comes_in_slices(wire: Wire, room: str) -> None:
    await flood(wire, room, 16)
    await ask(wire, room, limit=16)
    slices = await pages(wire)
    assert len(slices) >= 3
    assert all(size(slice) < FRAME_BYTES + 1024 for slice in slices)
    assert len({slice["part"] for slice in slices}) == len(slices)
    assert len({slice["head"]["digest"] for slice in slices}) == 1
    messages = [message for slice in slices for message in slice["messages"]]
    head = slices[-1]["head"]["seq"]
    assert seqs(messages) == list(range(head - 15, head + 1))


async def test_no_events_of_the_room_come_between_the_slices(
    wire: Wire, bobs_wire: Wire, room: str
) -> None:
    """The answer is longer than the credit, so it stands half way while somebody posts."""
    await flood(bobs_wire, room, 20, LONG)
    await follow(wire, room)
    await ask(wire, room, limit=20)
    slices = [await wire.expect("page")]
    await say(bobs_wire, room, "meanwhile")
    frames = await arrived(wire)
    while slices[-1].get("more"):
        slices += [frame for frame in frames if frame["type"] == "page"]
        assert "events" not in [frame["type"] for frame in frames]
        if not slices[-1].get("more"):
            break
        await wire.send({"type": "seen", "parts": [slice["part"] for slice in slices]})
        frames = [await wire.recv()]
    after = await wire.expect("events", room=room)
    assert [event["body"] for event in after["events"]] == ["meanwhile"]
    assert after["prev"] == slices[-1]["head"]["digest"]


async def test_pages_are_answered_in_the_order_asked(wire: Wire, room: str) -> None:
    await say(wire, room)
    ids = [f"h{number}" for number in range(WAITING)]
    for id in ids:
        await ask(wire, room, id, limit=1)
    assert [(await wire.expect("page"))["id"] for _ in ids] == ids


async def test_one_is_served_16_wait_and_more_are_throttled(wire: Wire, room: str) -> None:
    """The first is longer than the credit, so it is in service until something is seen."""
    await flood(wire, room, 20, LONG)
    await ask(wire, room, "long", limit=20)
    first = await wire.expect("page", id="long")
    waiting = [f"h{number}" for number in range(WAITING)]
    for id in [*waiting, "too many"]:
        await ask(wire, room, id, limit=1)
    refused = await wire.expect("refused")
    assert (refused["id"], refused["code"]) == ("too many", "throttled")
    assert refused["retry_ms"] > 0
    slices = [first]
    while slices[-1].get("more"):
        await wire.send({"type": "seen", "parts": [slice["part"] for slice in slices]})
        slices.append(await wire.expect("page", id="long"))
    for id in waiting:
        page = await wire.expect("page", id=id)
        await wire.send({"type": "seen", "parts": [slices[-1]["part"], page["part"]]})
    await ask(wire, room, "too many", limit=1)
    assert await wire.expect("page", id="too many")


async def test_a_page_counts_against_the_credit(wire: Wire, room: str) -> None:
    await flood(wire, room, 20, LONG)
    await ask(wire, room, limit=20)
    first = await wire.expect("page")
    unseen = [first, *(frame for frame in await settled(wire) if frame["type"] == "page")]
    assert sum(size(page) for page in unseen) <= UNSEEN_BYTES
    assert unseen[-1]["more"] is True
