"""What one does over HTTP shows on one's sockets: rooms come, rooms go."""

from tests.integration.chatting import (
    a_post,
    arrived,
    events_until,
    follow,
    greet,
    join_room,
    leave_room,
    make_room,
    say,
)
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire


async def test_a_room_one_made_comes_as_a_room_frame(wire: Wire, alice: Visitor) -> None:
    made = make_room(alice, kind="private")
    state = (await wire.expect("room"))["room"]
    assert (state["id"], state["kind"], state["role"]) == (made, "private", "owner")
    assert await follow(wire, made)


async def test_a_room_one_joined_comes_as_a_room_frame_with_nothing_unread(
    app: AppServer, charlie: Visitor, wire: Wire, room: str
) -> None:
    said = await say(wire, room)
    async with open_wire(app.ws_url(), charlie) as his:
        await greet(his)
        join_room(charlie, room)
        state = (await his.expect("room"))["room"]
        assert (state["id"], state["role"], state["unread"]) == (room, "member", 0)
        assert state["head"]["seq"] >= said["seq"]
        assert await follow(his, room)


async def test_it_comes_to_every_tab_and_to_nobody_else(
    app: AppServer, alice: Visitor, wire: Wire, bobs_wire: Wire
) -> None:
    async with open_wire(app.ws_url(), alice) as other_tab:
        await greet(other_tab)
        made = make_room(alice)
        for tab in (wire, other_tab):
            assert (await tab.expect("room"))["room"]["id"] == made
    assert await arrived(bobs_wire) == []


async def test_a_room_one_left_is_gone_and_nothing_of_it_comes_any_more(
    bob: Visitor, wire: Wire, bobs_wire: Wire, room: str
) -> None:
    await follow(bobs_wire, room)
    leave_room(bob, room)
    gone = await bobs_wire.expect("gone")
    assert gone["room"] == room
    assert gone["code"]
    await arrived(bobs_wire)
    await say(wire, room, "He is gone.")
    assert await arrived(bobs_wire) == []


async def test_who_left_can_neither_post_nor_follow(
    bob: Visitor, bobs_wire: Wire, room: str
) -> None:
    leave_room(bob, room)
    await bobs_wire.expect("gone", room=room)
    post = a_post(room)
    await bobs_wire.send(post)
    assert (await bobs_wire.expect("refused", id=post["id"]))["code"] == "forbidden"
    await bobs_wire.send({"type": "subscribe", "room": room})
    assert await bobs_wire.expect("gone", room=room)


async def test_who_left_and_came_back_has_the_room_again(
    bob: Visitor, wire: Wire, bobs_wire: Wire, room: str
) -> None:
    await follow(bobs_wire, room)
    leave_room(bob, room)
    await bobs_wire.expect("gone", room=room)
    join_room(bob, room)
    assert (await bobs_wire.expect("room"))["room"]["id"] == room
    await follow(bobs_wire, room)
    ack = await say(wire, room)
    assert await events_until(bobs_wire, room, ack["seq"])


async def test_joining_twice_is_one_membership(
    charlie: Visitor, app: AppServer, wire: Wire, room: str
) -> None:
    async with open_wire(app.ws_url(), charlie) as his:
        await greet(his)
        join_room(charlie, room)
        await his.expect("room")
        join_room(charlie, room)
        await his.expect("events")
        assert await arrived(his) == []


async def test_guests_come_and_go_without_a_trace_in_a_public_room(
    charlie: Visitor, wire: Wire, room: str
) -> None:
    """Nor does the head move: anybody may walk through."""
    head = await follow(wire, room)
    join_room(charlie, room)
    leave_room(charlie, room)
    assert await arrived(wire) == []
    assert await follow(wire, room) == head
