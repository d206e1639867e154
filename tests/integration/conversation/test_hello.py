"""`hello` is answered with `welcome`: who one is, what holds, and which rooms one has."""

from itertools import pairwise

from tests.integration.chatting import (
    EMPTY,
    a_post,
    arrived,
    events_of,
    follow,
    greet,
    make_room,
    newcomer,
    own_log,
    say,
    seqs,
    state_of,
    until,
)
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire


async def test_welcome_says_who_one_is_and_what_holds(app: AppServer, alice: Visitor) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        welcome = await wire.hello()
    assert welcome["you"] == {"id": alice.person_id(), "name": alice.name}
    assert welcome["heartbeat"] == {"interval_ms": 10_000, "timeout_ms": 4_000}
    assert welcome["limits"] == {
        "frame_bytes": 65_536,
        "body_chars": 4_000,
        "unseen_bytes": 262_144,
        "posts_per_s": 1000,
    }
    assert isinstance(welcome["session"], str)
    assert welcome["at"] > 1_700_000_000_000


async def test_welcome_has_the_own_log_and_ones_rooms_and_no_others(
    app: AppServer, charlie: Visitor
) -> None:
    visitor = newcomer(app, "Alice")
    room = make_room(visitor)
    async with open_wire(app.ws_url(), visitor) as hers, open_wire(app.ws_url(), charlie) as his:
        her_rooms = (await hers.hello())["rooms"]
        his_rooms = (await his.hello())["rooms"]
    assert sorted((state["kind"], state.get("role")) for state in her_rooms) == [
        ("public", "member"),  # the Lobby
        ("public", "owner"),
        ("self", None),
    ]
    assert room in {state["id"] for state in her_rooms}
    assert room not in {state["id"] for state in his_rooms}


async def test_a_room_s_state_counts_posts_and_unread(
    app: AppServer, bob: Visitor, wire: Wire, room: str
) -> None:
    for _ in range(3):
        last = await say(wire, room)
    async with open_wire(app.ws_url(), bob) as his:
        state = state_of(await his.hello(), room)
    assert (state["posts"], state["unread"]) == (3, 3)
    assert state["head"]["seq"] == last["seq"]
    assert state["read"] == last["seq"] - 3


async def test_before_hello_the_server_says_nothing(
    silent_wire: Wire, app: AppServer, bobs_wire: Wire, room: str
) -> None:
    await say(bobs_wire, room)
    assert await arrived(silent_wire) == []


async def test_only_rooms_that_were_named_are_live(
    wire: Wire, bobs_wire: Wire, alice: Visitor, room: str
) -> None:
    await say(bobs_wire, room)
    assert await arrived(wire) == []


async def test_the_own_log_is_live_without_being_named(wire: Wire, alice: Visitor) -> None:
    made = make_room(alice)
    events = await wire.expect("events")
    assert [(event["kind"], event["room"]) for event in events["events"]] == [("joined", made)]


async def test_named_in_hello_the_own_log_goes_on_from_there(
    app: AppServer, alice: Visitor, room: str
) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        log = own_log(await greet(wire))
    async with open_wire(app.ws_url(), alice) as wire:
        await wire.hello({log: EMPTY})
        frames = await until(wire, "caught_up", room=log)
    events = events_of(frames, log)
    assert seqs(events) == list(range(1, frames[-1]["head"]["seq"] + 1))
    assert [event["room"] for event in events][-1] == room


async def test_what_is_sent_right_behind_hello_is_taken(
    app: AppServer, alice: Visitor, room: str
) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        await wire.send({"type": "hello"})
        posts = [a_post(room, str(number)) for number in range(3)]
        for post in posts:
            await wire.send(post)
        acks = [await wire.expect("ack", id=post["id"]) for post in posts]
    assert all(later["seq"] == earlier["seq"] + 1 for earlier, later in pairwise(acks))


async def test_each_connection_is_a_session_of_its_own(
    app: AppServer, alice: Visitor, bob: Visitor
) -> None:
    sessions = []
    for visitor in (alice, alice, bob):
        async with open_wire(app.ws_url(), visitor) as wire:
            sessions.append((await wire.hello())["session"])
    assert len(set(sessions)) == 3


async def test_all_of_last_close_is_welcome(app: AppServer, alice: Visitor) -> None:
    close = {"code": 1006, "reason": "", "clean": False, "cause": "heartbeat"}
    numbers = {"uptime_ms": 61_000, "rtt_ms": 3.5, "attempts": 2}
    async with open_wire(app.ws_url(), alice) as wire:
        assert await wire.hello(last_close={**close, **numbers})


async def test_an_author_gets_own_events_too(wire: Wire, room: str) -> None:
    await follow(wire, room)
    post = a_post(room, "hello")
    await wire.send(post)
    ack = await wire.expect("ack")
    (event,) = (await wire.expect("events", room=room))["events"]
    html = event.pop("html")
    assert "hello" in html
    assert event == {
        "seq": ack["seq"],
        "kind": "post",
        "id": post["id"],
        "by": event["by"],
        "at": ack["at"],
        "body": "hello",
    }
