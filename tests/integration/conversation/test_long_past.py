"""Who has many rooms, or was away for long, is served within the sizes of frames all the same."""

from chat.eventlog.reading import REPLAY_EVENTS
from tests.integration.chatting import EMPTY, arrived, follow, greet, make_room, newcomer, size
from tests.integration.past import add_rooms, append_posts
from tests.servers.app import AppServer
from tests.servers.wire import open_wire

FRAME_BYTES = 64 * 1024


async def test_what_does_not_fit_welcome_follows_as_room_frames(app: AppServer) -> None:
    """A room's state is some 400 bytes if the name is 60 characters of CJK."""
    alice = newcomer(app, "Alice")
    made = add_rooms(app, alice.person_id(), 300)
    async with open_wire(app.ws_url(), alice) as wire:
        welcome = await greet(wire)
        assert size(welcome) < FRAME_BYTES + 1024
        frames = await arrived(wire)
    in_welcome = {state["id"] for state in welcome["rooms"]}
    after = [frame["room"]["id"] for frame in frames if frame["type"] == "room"]
    assert after
    assert made <= in_welcome | set(after)
    assert in_welcome.isdisjoint(after)


async def test_a_gap_too_long_to_replay_is_reset_and_one_event_less_is_not(
    app: AppServer,
) -> None:
    owner = newcomer(app, "Alice")
    room = make_room(owner, kind="private")
    async with open_wire(app.ws_url(), owner) as wire:
        await wire.hello()
        first = await follow(wire, room)
    assert first["seq"] == 1  # their joining
    append_posts(app, room, owner.person_id(), REPLAY_EVENTS)
    async with open_wire(app.ws_url(), owner) as wire:
        await wire.hello({room: EMPTY})
        reset = await wire.expect("reset", room=room)
        assert reset["head"]["seq"] == REPLAY_EVENTS + 1
    async with open_wire(app.ws_url(), owner) as wire:
        await wire.hello({room: first})
        events = await wire.expect("events", room=room)
        assert (events["prev"], events["events"][0]["seq"]) == (first["digest"], 2)
