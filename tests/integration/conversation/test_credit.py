"""Who says nothing of what they have seen gets no more than the credit, and loses nothing."""

from tests.integration.chatting import (
    EMPTY,
    arrived,
    events_of,
    flood,
    follow,
    say,
    seqs,
    settled,
    size,
)
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Frame, Wire, open_wire

UNSEEN_BYTES = 256 * 1024
FRAME_BYTES = 64 * 1024
# Near 8 KiB each: two and a half times the credit.
POSTS = 80


async def rest_of(wire: Wire, room: str, frames: list[Frame], last_seq: int) -> list[Frame]:
    """Say `seen` for what came, again and again, until the last event is here."""
    while seqs(events_of(frames, room))[-1] < last_seq:
        await wire.send({"type": "seen", "rooms": {room: seqs(events_of(frames, room))[-1]}})
        frames = [*frames, await wire.expect("events", room=room)]
    return frames


async def test_a_live_reader_gets_the_credit_and_then_all_the_rest(
    wire: Wire, bobs_wire: Wire, room: str
) -> None:
    head = await follow(bobs_wire, room)
    await flood(wire, room, POSTS)
    frames = [frame for frame in await arrived(bobs_wire) if frame["type"] == "events"]
    sent = sum(size(frame) for frame in frames)
    assert UNSEEN_BYTES - FRAME_BYTES < sent <= UNSEEN_BYTES + FRAME_BYTES
    last_seq = head["seq"] + POSTS
    frames = await rest_of(bobs_wire, room, frames, last_seq)
    assert seqs(events_of(frames, room)) == list(range(head["seq"] + 1, last_seq + 1))
    assert frames[0]["prev"] == head["digest"]
    await bobs_wire.send({"type": "seen", "rooms": {room: last_seq}})
    # Live again, and without another `caught_up`.
    ack = await say(wire, room)
    after = [await bobs_wire.expect("events", room=room)]
    assert seqs(after[0]["events"]) == [ack["seq"]]
    assert await arrived(bobs_wire) == []


async def test_a_replay_gets_the_credit_and_then_all_the_rest(
    app: AppServer, wire: Wire, bob: Visitor, room: str
) -> None:
    await flood(wire, room, POSTS)
    last_seq = (await follow(wire, room))["seq"]
    async with open_wire(app.ws_url(), bob) as his:
        await his.hello({room: EMPTY})
        frames: list[Frame] = []
        while sum(size(frame) for frame in frames) < UNSEEN_BYTES - FRAME_BYTES:
            frames.append(await his.expect("events", room=room))
        frames += [frame for frame in await settled(his) if frame["type"] == "events"]
        frames = [frame for frame in frames if frame["room"] == room]
        assert sum(size(frame) for frame in frames) <= UNSEEN_BYTES + FRAME_BYTES
        frames = await rest_of(his, room, frames, last_seq)
        assert seqs(events_of(frames, room)) == list(range(1, last_seq + 1))
        await his.send({"type": "seen", "rooms": {room: last_seq}})
        assert (await his.expect("caught_up", room=room))["head"]["seq"] == last_seq
