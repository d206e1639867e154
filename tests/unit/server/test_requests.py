"""A request that is not whole after a minute, or too large, is not waited for."""

from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IProtocol
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web.http import HTTPChannel

from server.requests import MAX_BODY_BYTES, bound_requests
from tests.unit.server.peer import FakeServer

REQUEST_S = 60  # Twisted's own
HEAD = b"GET /ws/chat/ HTTP/1.1\r\nHost: chat.example.org\r\n"
POST = b"POST / HTTP/1.1\r\nHost: chat.example.org\r\n"
HIDDEN = b"GET /hidden/ HTTP/1.1\r\nHost: chat.example.org\r\n"


class Visit:
    """A connection that may become a WebSocket later."""

    def __init__(self) -> None:
        self.server, self.clock, self.transport = FakeServer(), Clock(), StringTransport()
        channel = HTTPFactory(self.server).buildProtocol(None)
        channel.callLater = self.clock.callLater
        self.channel: IProtocol = channel
        self.channel.makeConnection(self.transport)

    def send(self, data: bytes) -> None:
        self.channel.dataReceived(data)

    def trickle(self, seconds: int, data: bytes) -> None:
        """A piece of it each second."""
        for _ in range(seconds):
            self.clock.advance(1)
            self.send(data)

    @property
    def ended(self) -> bool:
        return self.transport.disconnecting


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    monkeypatch.setattr(HTTPChannel, "resetTimeout", HTTPChannel.resetTimeout)
    for method in ("handleContentChunk", "requestReceived"):
        monkeypatch.setattr(WebRequest, method, getattr(WebRequest, method))
    bound_requests()
    visit = Visit()
    yield visit
    visit.channel.connectionLost(Failure(ConnectionDone()))


async def test_who_says_nothing_is_let_go(visit: Visit) -> None:
    visit.clock.advance(REQUEST_S - 1)
    assert not visit.ended
    visit.clock.advance(1)
    assert visit.ended


@pytest.mark.parametrize(
    ("begun", "piece"),
    [
        (b"GET /", b"x"),
        (HEAD, b"A: b\r\n"),
        (HEAD + b"A: ", b"x"),
        (POST + b"Content-Length: 1000\r\n\r\n", b"x"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["request line", "headers", "one header", "body", "chunks"],
)
async def test_who_trickles_a_request_is_let_go_after_the_same_time(
    visit: Visit, begun: bytes, piece: bytes
) -> None:
    visit.send(begun)
    visit.trickle(REQUEST_S - 1, piece)
    assert not visit.ended
    visit.trickle(1, piece)
    assert visit.ended


async def test_a_request_that_begins_late_has_all_its_time(visit: Visit) -> None:
    visit.clock.advance(REQUEST_S - 1)
    visit.send(HEAD)
    visit.trickle(REQUEST_S - 1, b"A: b\r\n")
    assert not visit.ended
    visit.send(b"\r\n")
    assert len(visit.server.scopes) == 1


@pytest.mark.parametrize(
    ("chunks", "ended"), [([MAX_BODY_BYTES], False), ([1, MAX_BODY_BYTES], True)]
)
async def test_a_body_is_taken_as_far_as_it_is_allowed(
    visit: Visit, chunks: list[int], ended: bool
) -> None:
    visit.send(POST + b"Transfer-Encoding: chunked\r\n\r\n")
    for size in chunks:
        visit.send(b"%x\r\n" % size + b"x" * size + b"\r\n")
    visit.send(b"0\r\n\r\n")
    assert visit.ended == ended
    assert bool(visit.server.scopes) != ended


@pytest.mark.parametrize("root", [b"/hidden", b"\xff"])
async def test_no_peer_says_where_the_site_begins(
    visit: Visit, caplog: pytest.LogCaptureFixture, root: bytes
) -> None:
    """By `Daphne-Root-Path` it got past a proxy's rule for a path; a byte logged a traceback."""
    visit.send(HIDDEN + b"daphne-root-PATH: " + root + b"\r\n\r\n")

    [scope] = visit.server.scopes
    assert (scope["root_path"], scope["path"]) == ("", "/hidden/")
    assert dict(scope["headers"]) == {b"host": b"chat.example.org"}
    assert caplog.text == ""


async def test_nor_does_a_peer_that_asks_for_a_websocket(visit: Visit) -> None:
    upgraded = Mock()
    visit.server.ws_factory = Mock(buildProtocol=Mock(return_value=upgraded))

    visit.send(HIDDEN + b"Upgrade: websocket\r\nDaphne-Root-Path: /hidden\r\n\r\n")

    [handshake] = upgraded.dataReceived.call_args.args
    assert b"Upgrade: websocket" in handshake
    assert b"root-path" not in handshake.lower()
