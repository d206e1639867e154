"""`subscribe` moves the cursor of this connection in a room; `unsubscribe` ends it."""

from tests.integration.chatting import (
    EMPTY,
    arrived,
    events_of,
    follow,
    join_room,
    leave_room,
    make_room,
    own_log,
    say,
    seqs,
    until,
)
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire


async def test_without_from_one_is_live_from_the_head_that_caught_up_names(
    wire: Wire, bobs_wire: Wire, room: str
) -> None:
    last = await say(bobs_wire, room)
    head = await follow(wire, room)
    assert head["seq"] == last["seq"]
    ack = await say(bobs_wire, room)
    frame = await wire.expect("events", room=room)
    assert (frame["prev"], seqs(frame["events"])) == (head["digest"], [ack["seq"]])


async def test_with_from_the_rest_is_replayed(wire: Wire, bobs_wire: Wire, room: str) -> None:
    position = await follow(wire, room)
    said = [(await say(bobs_wire, room))["seq"] for _ in range(3)]
    await bobs_wire.send({"type": "subscribe", "room": room, "from": position})
    frames = await until(bobs_wire, "caught_up", room=room)
    assert seqs(events_of(frames, room)) == said


async def test_each_subscribe_has_one_caught_up(wire: Wire, room: str) -> None:
    await say(wire, room)
    for since in (None, EMPTY, None, EMPTY):
        await follow(wire, room, since)
    assert "caught_up" not in [frame["type"] for frame in await arrived(wire)]


async def test_subscribing_again_replays_without_a_hole_while_others_post(
    wire: Wire, bobs_wire: Wire, room: str
) -> None:
    await follow(wire, room)
    for _ in range(5):
        await say(bobs_wire, room)
        await wire.send({"type": "subscribe", "room": room, "from": EMPTY})
    last = await say(bobs_wire, room)
    for _ in range(5):
        await wire.expect("caught_up", room=room)
    await wire.send({"type": "subscribe", "room": room, "from": EMPTY})
    frames = await until(wire, "caught_up", room=room)
    # What an earlier subscription sent may stand before the replay of the last one.
    start = max(
        number
        for number, frame in enumerate(frames)
        if frame["type"] == "events" and frame["prev"] == EMPTY["digest"]
    )
    assert seqs(events_of(frames[start:], room)) == list(range(1, last["seq"] + 1))


async def test_after_unsubscribe_nothing_of_the_room_comes(
    wire: Wire, bobs_wire: Wire, room: str
) -> None:
    await follow(wire, room)
    await wire.send({"type": "unsubscribe", "room": room})
    assert await arrived(wire) == []
    await say(bobs_wire, room)
    assert await arrived(wire) == []


async def test_one_may_subscribe_again_after_unsubscribe(
    wire: Wire, bobs_wire: Wire, room: str
) -> None:
    position = await follow(wire, room)
    await wire.send({"type": "unsubscribe", "room": room})
    missed = await say(bobs_wire, room)
    await wire.send({"type": "subscribe", "room": room, "from": position})
    frames = await until(wire, "caught_up", room=room)
    assert seqs(events_of(frames, room)) == [missed["seq"]]


async def test_the_own_log_cannot_be_unsubscribed(app: AppServer, alice: Visitor) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        log = own_log(await wire.hello())
        await wire.expect("caught_up", room=log)
        await wire.send({"type": "unsubscribe", "room": log})
        assert await arrived(wire) == []
        made = make_room(alice)
        assert (await wire.expect("events", room=log))["events"][0]["room"] == made


async def test_tabs_of_one_person_follow_rooms_independently(
    app: AppServer, alice: Visitor, wire: Wire, bobs_wire: Wire, room: str
) -> None:
    async with open_wire(app.ws_url(), alice) as other_tab:
        await other_tab.hello()
        await follow(other_tab, room)
        await say(bobs_wire, room)
        assert await other_tab.expect("events", room=room)
    assert await arrived(wire) == []


async def test_joining_again_goes_on_in_the_same_log(
    app: AppServer, alice: Visitor, charlie: Visitor
) -> None:
    room = make_room(alice)
    join_room(charlie, room)
    async with open_wire(app.ws_url(), charlie) as wire:
        await wire.hello()
        position = await follow(wire, room)
        leave_room(charlie, room)
        await wire.expect("gone", room=room)
        join_room(charlie, room)
        await wire.expect("room")
        assert await follow(wire, room, position) == position
