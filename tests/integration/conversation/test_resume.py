"""Who comes back goes on exactly where they were, or is told that they cannot."""

import pytest

from tests.integration.chatting import (
    EMPTY,
    LONG_BODY,
    arrived,
    events_of,
    flood,
    follow,
    make_room,
    say,
    seqs,
    size,
    until,
)
from tests.integration.conftest import on_both
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Frame, Wire, open_wire

pytestmark = on_both

FRAME_BYTES = 64 * 1024
NEWEST = 50  # messages that a reset brings


async def test_events_come_from_exactly_the_position_named_in_hello(
    app: AppServer, wire: Wire, bob: Visitor, room: str
) -> None:
    await say(wire, room, "before")
    position = await follow(wire, room)
    said = [await say(wire, room, body) for body in ("one", "two", "three")]
    async with open_wire(app.ws_url(), bob) as his:
        await his.hello({room: position})
        frames = await until(his, "caught_up", room=room)
        first = next(frame for frame in frames if frame["type"] == "events")
        assert first["prev"] == position["digest"]
        events = events_of(frames, room)
        assert [event["body"] for event in events] == ["one", "two", "three"]
        assert seqs(events) == [ack["seq"] for ack in said]
        assert frames[-1]["head"]["seq"] == said[-1]["seq"]


async def test_caught_up_comes_once_and_then_events_are_live(
    app: AppServer, wire: Wire, bob: Visitor, room: str
) -> None:
    position = await follow(wire, room)
    await say(wire, room)
    async with open_wire(app.ws_url(), bob) as his:
        await his.hello({room: position})
        await his.expect("caught_up", room=room)
        ack = await say(wire, room)
        frames = await arrived(his)
    assert [event["seq"] for event in events_of(frames, room)][-1] == ack["seq"]
    assert not [frame for frame in frames if frame.get("room") == room and "head" in frame]


async def test_at_the_head_there_is_nothing_but_caught_up(
    app: AppServer, wire: Wire, bob: Visitor, room: str
) -> None:
    position = await follow(wire, room)
    async with open_wire(app.ws_url(), bob) as his:
        await his.hello({room: position})
        frames = await until(his, "caught_up", room=room)
    assert frames[-1]["head"] == position
    assert not events_of(frames, room)


async def test_from_the_empty_log_everything_is_replayed(
    app: AppServer, wire: Wire, bob: Visitor, room: str
) -> None:
    last = await say(wire, room)
    async with open_wire(app.ws_url(), bob) as his:
        await his.hello({room: EMPTY})
        frames = await until(his, "caught_up", room=room)
    assert seqs(events_of(frames, room)) == list(range(1, last["seq"] + 1))


async def test_several_rooms_are_resumed_each_from_its_own_position(
    app: AppServer, alice: Visitor, wire: Wire, room: str
) -> None:
    other = make_room(alice)
    here, there = await follow(wire, room), await follow(wire, other)
    said = {name: (await say(wire, name))["seq"] for name in (room, other)}
    async with open_wire(app.ws_url(), alice) as again:
        await again.hello({room: here, other: there})
        for name in (room, other):
            frame = await again.expect("events", room=name)
            assert seqs(frame["events"]) == [said[name]]
            await again.expect("caught_up", room=name)


async def test_a_long_replay_comes_in_frames_near_64_kib(
    app: AppServer, wire: Wire, bob: Visitor, room: str
) -> None:
    await flood(wire, room, 20, LONG_BODY)
    async with open_wire(app.ws_url(), bob) as his:
        await his.hello({room: EMPTY})
        frames = await until(his, "caught_up", room=room)
    replayed = [frame for frame in frames if frame["type"] == "events" and frame["room"] == room]
    assert len(replayed) >= 3
    assert all(size(frame) < FRAME_BYTES + 1024 for frame in replayed)
    assert seqs(events_of(frames, room))[-1] == frames[-1]["head"]["seq"]


@pytest.mark.parametrize("wrong", ["digest", "beyond", "digest of nothing", "seq of nothing"])
async def test_another_history_is_reset(
    app: AppServer, wire: Wire, bob: Visitor, room: str, wrong: str
) -> None:
    await say(wire, room, "hello")
    head = await follow(wire, room)
    other = "f" * 16
    position = {
        "digest": {"seq": head["seq"], "digest": other},
        "beyond": {"seq": head["seq"] + 1, "digest": other},
        "digest of nothing": {"seq": head["seq"], "digest": EMPTY["digest"]},
        "seq of nothing": {"seq": 0, "digest": other},
    }[wrong]
    async with open_wire(app.ws_url(), bob) as his:
        await his.hello({room: position})
        await expect_reset(his, room, head)
        assert "caught_up" not in [
            frame["type"] for frame in await arrived(his) if frame.get("room") == room
        ]
        ack = await say(wire, room)
        live = await his.expect("events", room=room)
        assert live["prev"] == head["digest"]
        assert seqs(live["events"]) == [ack["seq"]]


async def test_a_reset_brings_the_newest_messages_in_slices(
    app: AppServer, wire: Wire, bob: Visitor, room: str
) -> None:
    await flood(wire, room, NEWEST + 10, "x" * 1200)
    head = await follow(wire, room)
    async with open_wire(app.ws_url(), bob) as his:
        await his.hello({room: {"seq": 1, "digest": "f" * 16}})
        slices = [await his.expect("reset", room=room)]
        while slices[-1].get("more"):
            slices.append(await his.expect("reset", room=room))
    messages = [message for slice in slices for message in slice["messages"]]
    assert len(slices) > 1
    assert all(size(slice) < FRAME_BYTES + 1024 for slice in slices)
    assert len({slice["part"] for slice in slices}) == len(slices)
    assert all(slice["head"] == head and slice["older"] for slice in slices)
    assert seqs(messages) == list(range(head["seq"] - NEWEST + 1, head["seq"] + 1))


async def expect_reset(wire: Wire, room: str, head: Frame) -> None:
    reset = await wire.expect("reset", room=room)
    assert reset["head"] == head
    assert [message["body"] for message in reset["messages"]] == ["hello"]
    assert "more" not in reset
    assert "older" not in reset
