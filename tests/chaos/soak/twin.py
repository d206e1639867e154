"""Somebody to whom no WebSocket gets through: streams one after the other, and frames beside."""

import http.client
import json
import random
import time
from collections.abc import Iterator
from contextlib import closing
from threading import Event
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tests.chaos.soak.passers_by import TurnedAwayError
from tests.servers.people import Visitor

Frame = dict[str, Any]
# A stream says something every 10 s, if only that it is there.
SILENCE_S = 20
# Its longest is a minute: some leave before, some stay to its end.
STAY_S = (5.0, 70.0)
POST_EVERY_LINES = 8


class Twin:
    """`stream` blocks for one stream; the next goes on where that ended. `over` ends it soon."""

    def __init__(self, room: str, rng: random.Random, over: Event) -> None:
        self._room, self._rng, self._over = room, rng, over
        self._position: Frame | None = None

    def stream(self, visitor: Visitor) -> None:
        until_s = time.monotonic() + self._rng.uniform(*STAY_S)
        connection = http.client.HTTPConnection(urlsplit(visitor.origin).netloc, timeout=SILENCE_S)
        with closing(connection):
            body = "\n".join(map(json.dumps, self._questions())).encode()
            connection.request("POST", "/chat/stream/", body, visitor.headers())
            answer = connection.getresponse()
            if answer.status == http.client.SERVICE_UNAVAILABLE:
                raise TurnedAwayError("stream")
            assert answer.status == http.client.OK, (answer.status, answer.read()[:500])
            for number, line in enumerate(answer):
                self._take(json.loads(line))
                if number % POST_EVERY_LINES == 0:
                    self._post(visitor)
                if time.monotonic() > until_s or self._over.is_set():
                    return

    def _questions(self) -> Iterator[Frame]:
        if self._position is None:
            yield {"type": "hello", "client": "soak/1"}
            yield {"type": "subscribe", "room": self._room}
        else:
            rooms = {self._room: self._position}
            yield {"type": "hello", "client": "soak/1", "rooms": rooms}

    def _take(self, frame: Frame) -> None:
        if frame.get("room") != self._room:
            return
        if frame["type"] in {"caught_up", "reset"}:
            self._position = frame["head"]
        elif frame["type"] == "events":
            self._position = {"seq": frame["events"][-1]["seq"], "digest": frame["digest"]}

    def _post(self, visitor: Visitor) -> None:
        id = str(UUID(int=self._rng.getrandbits(128), version=4))
        body = f"by HTTP {self._rng.getrandbits(64)}"
        post = {"type": "post", "id": id, "room": self._room, "body": body}
        reply = visitor.post_json("/chat/frames/", post)
        if reply.status == http.client.SERVICE_UNAVAILABLE:
            raise TurnedAwayError("frames")
        assert reply.status == http.client.OK, (reply.status, reply.text[:500])
