"""`seen` and `read` beyond the head promise nothing, and cost nothing."""

from tests.integration.chatting import arrived, events_until, flood, follow, say, size
from tests.servers.wire import Wire

UNSEEN_BYTES = 256 * 1024
FRAME_BYTES = 64 * 1024
BEYOND = 2**53 - 1


async def test_seen_beyond_the_head_is_not_answered_and_events_go_on(wire: Wire, room: str) -> None:
    head = await follow(wire, room)
    await wire.send({"type": "seen", "rooms": {room: BEYOND}})
    await wire.send({"type": "ping", "n": 1, "seen": {room: head["seq"] + 1000}})
    assert [frame["type"] for frame in await arrived(wire)] == ["pong"]
    ack = await say(wire, room)
    assert (await wire.expect("events"))["events"][0]["seq"] == ack["seq"]


async def test_seen_beyond_the_head_is_no_credit_for_the_future(
    wire: Wire, bobs_wire: Wire, room: str
) -> None:
    await follow(bobs_wire, room)
    await bobs_wire.send({"type": "seen", "rooms": {room: BEYOND}})
    assert await arrived(bobs_wire) == []
    await flood(wire, room, 60)
    unseen = sum(size(frame) for frame in await arrived(bobs_wire))
    assert unseen <= UNSEEN_BYTES + FRAME_BYTES


async def test_seen_of_less_than_was_seen_takes_nothing_back(wire: Wire, room: str) -> None:
    await follow(wire, room)
    ack = await say(wire, room)
    await wire.send({"type": "seen", "rooms": {room: ack["seq"]}})
    await wire.send({"type": "seen", "rooms": {room: 0}})
    assert await events_until(wire, room, ack["seq"])
    assert await arrived(wire) == []


async def test_parts_nobody_sent_are_ignored(wire: Wire, room: str) -> None:
    await wire.send({"type": "seen", "parts": ["1", "no such part", ""]})
    await wire.send({"type": "history", "id": "h", "room": room, "limit": 1})
    part = (await wire.expect("page"))["part"]
    for _ in range(2):
        await wire.send({"type": "seen", "parts": [part]})
    assert await arrived(wire) == []
