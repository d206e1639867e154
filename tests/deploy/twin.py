"""The HTTP twin as a client meets it, for tests of servers."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

from tests.servers.people import Visitor
from tests.servers.waiting import wait_until

ANSWER_S = 10
FREED_S = 5


@contextmanager
def _posted(visitor: Visitor, path: str, *frames: object) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(urlsplit(visitor.origin).netloc, timeout=ANSWER_S)
    try:
        body = "\n".join(map(json.dumps, frames)).encode()
        connection.request("POST", path, body, visitor.headers())
        yield connection.getresponse()
    finally:
        connection.close()


def demand_the_twin(visitor: Visitor, room: str) -> None:
    """A stream, a post that arrives on it as it is answered, and an end that frees the place."""
    before = _connections(visitor)
    subscribe = {"type": "subscribe", "room": room}
    with _posted(visitor, "/chat/stream/", {"type": "hello"}, subscribe) as stream:
        _demand_line(stream, "caught_up", room)
        id = str(uuid4())
        post = {"type": "post", "id": id, "room": room, "body": "by HTTP"}
        with _posted(visitor, "/chat/frames/", {"type": "ping", "n": 1}, post) as answers:
            told = [json.loads(line) for line in answers]
        assert [frame["type"] for frame in told] == ["pong", "ack"], told
        _demand_line(stream, "events", room)
        assert _connections(visitor) == before + 1
        stream.close()
    wait_until(lambda: _connections(visitor) == before, FREED_S, "the stream's place to be freed")


def _demand_line(stream: http.client.HTTPResponse, type: str, room: str) -> None:
    for line in stream:
        frame = json.loads(line)
        if frame["type"] == type and frame["room"] == room:
            return
    raise AssertionError(f"The stream ended without {type}")


def _connections(visitor: Visitor) -> float:
    for line in visitor.get("/metrics").text.splitlines():
        if line.startswith("lifeline_connections "):
            return float(line.split()[1])
    raise AssertionError("/metrics says nothing of connections")
