"""Somebody who is connected all the while and has nothing to do with what goes wrong."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from websockets.sync.client import ClientConnection, connect

from tests.integration.chatting import a_post, make_room, newcomer, own_log
from tests.servers.app import AppServer
from tests.servers.wire import ANSWER_DEADLINE_S, OF_THE_MOMENT, Frame


class Bystander:
    """Has a room of their own, and no event loop: the connection outlives the tests'."""

    def __init__(self, connection: ClientConnection, room: str) -> None:
        self._connection, self._room = connection, room
        self._pings = 0
        self._send({"type": "hello"})
        log = own_log(self._next())
        caught_up = self._next()
        assert (caught_up["type"], caught_up["room"]) == ("caught_up", log)

    def demand_untouched(self) -> None:
        """Nothing came that was not asked for, and an answer comes."""
        self._pings += 1
        self._send({"type": "ping", "n": self._pings})
        assert self._next() == {"type": "pong", "n": self._pings}

    def demand_served(self) -> None:
        """What they say is stored, and they hear it."""
        self._send({"type": "subscribe", "room": self._room})
        assert self._next()["type"] == "caught_up"
        post = a_post(self._room)
        self._send(post)
        told = {frame["type"]: frame for frame in (self._next(), self._next())}
        assert told["ack"]["id"] == post["id"]
        assert told["events"]["events"][0]["id"] == post["id"]

    def _send(self, frame: Frame) -> None:
        self._connection.send(json.dumps(frame))

    def _next(self) -> Frame:
        while True:
            frame = dict(json.loads(self._connection.recv(ANSWER_DEADLINE_S)))
            if frame["type"] not in OF_THE_MOMENT:
                return frame


@contextmanager
def connected_bystander(app: AppServer) -> Iterator[Bystander]:
    dora = newcomer(app, "Dora")
    room = make_room(dora)
    headers = dora.headers()
    with connect(app.ws_url(), additional_headers=headers, proxy=None) as connection:
        yield Bystander(connection, room)
