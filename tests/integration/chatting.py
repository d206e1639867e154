"""What tests of the wire say and hear, in a line each."""

import asyncio
import itertools
import json
import time
from dataclasses import replace
from typing import Any
from uuid import uuid4

from tests.servers.app import AppServer
from tests.servers.people import Visitor, join_as_guest
from tests.servers.wire import ANSWER_DEADLINE_S, Frame, Wire

EMPTY = {"seq": 0, "digest": "0000000000000000"}
# A body whose event is near 8 KiB, for the text is in it twice: as typed and as HTML.
LONG_BODY = "x" * 4000

# A round trip takes about as long as the read of a slice.
QUIET_PINGS = 20

_numbers = itertools.count(1)


def newcomer(app: AppServer, name: str) -> Visitor:
    """A new guest, in the Lobby; the number makes the name one nobody has."""
    return join_as_guest(app.origin, f"{name} {next(_numbers)}")


def at(app: AppServer, visitor: Visitor) -> Visitor:
    """The same person with the same login, at another process of the site."""
    return replace(visitor, origin=app.origin)


def make_room(owner: Visitor, kind: str = "public", name: str = "Room") -> str:
    """The id of a new room."""
    reply = owner.post_json("/chat/rooms/", {"name": name, "kind": kind})
    assert reply.status == 201, reply.text
    return str(reply.json()["id"])


def join_room(visitor: Visitor, room: str) -> None:
    reply = visitor.post_json(f"/chat/rooms/{room}/join/")
    assert reply.status == 200, reply.text


def leave_room(visitor: Visitor, room: str) -> None:
    reply = visitor.post_json(f"/chat/rooms/{room}/leave/")
    assert reply.status == 204, reply.text


def log_out(visitor: Visitor) -> None:
    reply = visitor.post_form("/accounts/logout/")
    assert reply.status == 302, reply.text


def new_id() -> str:
    return str(uuid4())


def a_post(room: str, body: str = "hello", **more: object) -> Frame:
    """A `post` frame with an id of its own, unless one is given."""
    return {"type": "post", "id": new_id(), "room": room, "body": body, **more}


async def greet(wire: Wire, rooms: Frame | None = None, **more: object) -> Frame:
    """Say hello; the `welcome`, once the own log is live: from here on nothing comes unasked."""
    welcome = await wire.hello(rooms, **more)
    await wire.expect("caught_up", room=own_log(welcome))
    return welcome


async def say(wire: Wire, room: str, body: str = "hello") -> Frame:
    """Post, and return the `ack`."""
    frame = a_post(room, body)
    await wire.send(frame)
    return await wire.expect("ack", id=frame["id"])


async def flood(wire: Wire, room: str, count: int, body: str = LONG_BODY) -> None:
    """Post that many without waiting in between, and return when all are acknowledged."""
    posts = [a_post(room, body) for _ in range(count)]
    for frame in posts:
        await wire.send(frame)
    for frame in posts:
        await wire.expect("ack", id=frame["id"])


async def follow(wire: Wire, room: str, since: Frame | None = None) -> Frame:
    """Subscribe, and return the head one is caught up with."""
    frame = {"type": "subscribe", "room": room, **({"from": since} if since else {})}
    await wire.send(frame)
    caught_up = await wire.expect("caught_up", room=room)
    return dict(caught_up["head"])


async def until(wire: Wire, type: str, **fields: object) -> list[Frame]:
    """All frames up to the first that fits, it included, in their order."""
    frames = [await wire.recv()]
    wanted = {"type": type, **fields}
    while not all(frames[-1].get(name) == value for name, value in wanted.items()):
        frames.append(await wire.recv())
    return frames


async def arrived(wire: Wire) -> list[Frame]:
    """What came before the answer to a ping; frames to this connection keep their order."""
    number = next(_numbers)
    await wire.send({"type": "ping", "n": number})
    return (await until(wire, "pong", n=number))[:-1]


async def final_answer(wire: Wire, frame: Frame) -> Frame:
    """Send until it is acknowledged or refused for good, each time after the `retry_ms` asked."""
    end = time.monotonic() + ANSWER_DEADLINE_S
    while True:
        await wire.send(frame)
        answer = await _answer(wire, frame["id"])
        if "retry_ms" not in answer or time.monotonic() > end:
            return answer
        await asyncio.sleep(answer["retry_ms"] / 1000)


async def _answer(wire: Wire, id: str) -> Frame:
    async with asyncio.timeout(ANSWER_DEADLINE_S):
        while True:
            frame = await wire.recv()
            if frame["type"] in {"ack", "refused"} and frame["id"] == id:
                return frame


async def events_until(wire: Wire, room: str, seq: int) -> list[Frame]:
    """The events of the room that come until the one of that seq."""
    events: list[Frame] = []
    while not events or events[-1]["seq"] < seq:
        events += (await wire.expect("events", room=room))["events"]
    return events


async def told_and_closed(wire: Wire, code: int, *, reconnect: bool) -> Frame:
    """Wait for the close; the `bye` that came before it, which says why in words."""
    bye = await wire.expect("bye")
    assert (bye["code"], bye["reconnect"]) == (code, reconnect)
    assert bye["reason"]
    assert (await wire.closed())[0] == code
    return bye


async def settled(wire: Wire) -> list[Frame]:
    """What comes until a run of pings has found nothing new: of what is read in threads."""
    frames: list[Frame] = []
    quiet = 0
    while quiet < QUIET_PINGS:
        more = await arrived(wire)
        frames += more
        quiet = 0 if more else quiet + 1
    return frames


def events_of(frames: list[Frame], room: str) -> list[Frame]:
    """The events of the room in these frames. AssertionError if one does not continue another."""
    found = [frame for frame in frames if frame["type"] == "events" and frame["room"] == room]
    for earlier, later in itertools.pairwise(found):
        assert later["prev"] == earlier["digest"], "a frame does not continue the one before"
    return [event for frame in found for event in frame["events"]]


def seqs(events: list[Frame]) -> list[int]:
    return [event["seq"] for event in events]


def state_of(welcome: Frame, room: str) -> Frame:
    """The room as `welcome` tells it."""
    return next(state for state in welcome["rooms"] if state["id"] == room)


def own_log(welcome: Frame) -> str:
    """The id of one's own log."""
    return str(next(state["id"] for state in welcome["rooms"] if state["kind"] == "self"))


def size(frame: Any) -> int:
    """Bytes of a server's frame: it writes JSON without spaces."""
    return len(json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode())
