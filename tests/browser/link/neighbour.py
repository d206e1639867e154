"""Somebody else in a room, without a browser and past the faults: says, and reads the log."""

import itertools
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.servers.app import AppServer
from tests.servers.people import Visitor, join_as_guest
from tests.servers.waiting import wait_until

DEADLINE_S = 15.0
EMPTY_LOG = {"seq": 0, "digest": "0" * 16}

Frame = dict[str, Any]
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Neighbour:
    """Connects anew for everything it does: the server may have been restarted in between."""

    server: AppServer
    visitor: Visitor
    room: str  # id

    def say(self, *bodies: str) -> None:
        """Returns once they are in the log."""
        with self._connected({}) as connection:
            for body in bodies:
                post = {"type": "post", "id": str(uuid.uuid4()), "room": self.room, "body": body}
                connection.send(json.dumps(post))
                until(connection, partial(acknowledges, post))

    def bodies(self) -> list[str]:
        """Everything that was ever posted to the room, in the order of its log."""
        bodies: list[str] = []
        with self._connected({self.room: EMPTY_LOG}) as connection:
            last = ("caught_up", self.room)
            for frame in until(
                connection, lambda frame: (frame["type"], frame.get("room")) == last
            ):
                assert frame["type"] != "reset", "a log too long for this test"
                events = frame.get("events", []) if frame.get("room") == self.room else []
                bodies += [event["body"] for event in events if event["kind"] == "post"]
        return bodies

    def hears(self, bodies: list[str]) -> None:
        """Wait for all of them, and for nothing else, in this order."""
        wait_until(lambda: len(self.bodies()) >= len(bodies), DEADLINE_S, f"{bodies} in the log")
        assert self.bodies() == bodies

    @contextmanager
    def _connected(self, rooms: Frame) -> Iterator[ClientConnection]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.visitor.cookies.items())
        with connect(
            self.server.ws_url(),
            additional_headers={"Cookie": cookies},
            subprotocols=[Subprotocol("lifeline.v1")],
            compression=None,
            ping_interval=None,
            proxy=None,
        ) as connection:
            hello = {"type": "hello", "client": "neighbour/1", "rooms": rooms}
            connection.send(json.dumps(hello))
            yield connection


def acknowledges(post: Frame, frame: Frame) -> bool:
    return bool(frame["type"] == "ack" and frame["id"] == post["id"])


def until(connection: ClientConnection, last: Callable[[Frame], bool]) -> list[Frame]:
    """The frames up to the one that is the `last`."""
    frames: list[Frame] = []
    while not frames or not last(frames[-1]):
        frames.append(json.loads(connection.recv(DEADLINE_S)))
        assert frames[-1]["type"] != "refused", frames[-1]
    return frames


def neighbour(server: AppServer, slug: str) -> Neighbour:
    """A new guest in that public room."""
    visitor = join_as_guest(server.origin, f"Bo next door {next(_numbers)}")
    rooms = visitor.get("/chat/rooms/").json()["rooms"]
    room = next(str(room["id"]) for room in rooms if room["slug"] == slug)
    reply = visitor.post_json(f"/chat/rooms/{room}/join/")
    assert reply.status == 200, reply.text
    return Neighbour(server, visitor, room)
