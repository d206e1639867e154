"""A room that does not exist, or is not yours, is answered alike, and tells nothing of itself."""

import pytest

from tests.integration.chatting import (
    EMPTY,
    a_post,
    arrived,
    follow,
    make_room,
    own_log,
    say,
)
from tests.integration.conftest import on_both
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Frame, Wire, open_wire

pytestmark = on_both

NO_ROOMS = [
    "99999999",
    "0",
    "-1",
    "01",
    "1e1",
    "",
    "lobby",
    " 1",
    "٣",
    "²",
    str(2**63),
    "1" * 30,
    "x" * 64,
]


@pytest.fixture
def hidden_room(alice: Visitor) -> str:
    """A private room of Alice's."""
    return make_room(alice, kind="private")


def naming(room: str) -> list[Frame]:
    """The frames that are answered with `gone`."""
    return [
        {"type": "subscribe", "room": room},
        {"type": "subscribe", "room": room, "from": EMPTY},
        {"type": "read", "room": room, "seq": 1},
        {"type": "seen", "rooms": {room: 1}},
    ]


@pytest.mark.parametrize("room", NO_ROOMS)
async def test_of_a_room_that_does_not_exist_every_frame_learns_that(
    stranger: Wire, room: str
) -> None:
    await expect_nothing_of(stranger, room)


async def test_a_private_room_of_others_seems_not_to_exist(
    stranger: Wire, hidden_room: str
) -> None:
    await expect_nothing_of(stranger, hidden_room)


async def test_nor_does_the_own_log_of_another(
    app: AppServer, alice: Visitor, stranger: Wire
) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        log = own_log(await wire.hello())
    await expect_nothing_of(stranger, log)


async def expect_nothing_of(wire: Wire, room: str) -> None:
    for frame in naming(room):
        await wire.send(frame)
        assert (await wire.expect("gone"))["room"] == room
    await wire.send({"type": "ping", "n": 1, "seen": {room: 1}})
    assert (await wire.expect("gone"))["room"] == room
    post = a_post(room)
    await wire.send(post)
    refused = await wire.expect("refused", id=post["id"])
    assert refused["code"] == "not-found"
    assert "retry_ms" not in refused
    await wire.send({"type": "history", "id": "h1", "room": room})
    assert (await wire.expect("refused", id="h1"))["code"] == "not-found"
    # The pong of the ping above, and nothing else.
    assert [frame["type"] for frame in await arrived(wire)] == ["pong"]


async def test_a_public_room_must_be_joined_to_post(stranger: Wire, room: str) -> None:
    post = a_post(room)
    await stranger.send(post)
    refused = await stranger.expect("refused", id=post["id"])
    assert (refused["code"], "retry_ms" in refused) == ("forbidden", False)


async def test_a_public_room_must_be_joined_to_read_its_past(stranger: Wire, room: str) -> None:
    await stranger.send({"type": "history", "id": "h1", "room": room})
    assert (await stranger.expect("refused", id="h1"))["code"] == "forbidden"


async def test_a_public_room_must_be_joined_to_be_followed(stranger: Wire, room: str) -> None:
    for frame in naming(room):
        await stranger.send(frame)
        assert (await stranger.expect("gone"))["room"] == room


async def test_what_is_posted_after_a_vain_subscription_is_not_heard(
    stranger: Wire, wire: Wire, hidden_room: str
) -> None:
    await stranger.send({"type": "subscribe", "room": hidden_room})
    await stranger.expect("gone")
    await say(wire, hidden_room, "a secret")
    assert await arrived(stranger) == []


async def test_a_hello_that_names_rooms_not_ones_own_is_welcomed_and_told_which(
    app: AppServer, charlie: Visitor, room: str, hidden_room: str
) -> None:
    """And the rooms that are go on as if the others had not been named."""
    mine = make_room(charlie)
    named = [mine, room, hidden_room, "99999999", "no-number"]
    async with open_wire(app.ws_url(), charlie) as wire:
        await wire.hello(dict.fromkeys(named, EMPTY))
        for name in named[1:]:
            await wire.expect("gone", room=name)
        assert (await wire.expect("caught_up", room=mine))["head"]


async def test_a_post_to_ones_own_log_is_refused(app: AppServer, charlie: Visitor) -> None:
    async with open_wire(app.ws_url(), charlie) as wire:
        post = a_post(own_log(await wire.hello()))
        await wire.send(post)
        refused = await wire.expect("refused", id=post["id"])
        assert refused["code"] in {"not-found", "forbidden"}
        assert "retry_ms" not in refused


async def test_unsubscribing_from_what_one_does_not_follow_does_nothing(
    wire: Wire, room: str
) -> None:
    for name in (room, "99999999", "no-number"):
        await wire.send({"type": "unsubscribe", "room": name})
    assert await arrived(wire) == []
    assert await follow(wire, room)
