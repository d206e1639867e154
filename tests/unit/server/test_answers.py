"""Answers of HTTP leave as their peer takes them: what nobody reads is bounded, as is the time."""

# ruff: noqa: N802 - Twisted's names

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from unittest.mock import Mock

import pytest
from daphne.http_protocol import HTTPFactory
from twisted.internet.abstract import FileDescriptor
from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from server.answers import pace_answers
from server.daphne import LifelineServer
from server.output import LOOK_S, STALL_S
from tests.unit.realtime.virtual_time import later, settled
from tests.unit.server.peer import Kernel

GET = b"GET / HTTP/1.1\r\nHost: chat.example.org\r\n\r\n"
PIECE, PIECES = 40_000, 8
# Twisted pauses at this, and what comes then is a piece more, or two.
MOST_WAITING = 64 * 1024 + 2 * PIECE

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Wire(FileDescriptor):
    """Twisted's own buffers, and a kernel that is made up."""

    def __init__(self) -> None:
        super().__init__(Mock())
        self.kernel, self.connected, self.aborted = Kernel(), 1, False

    def writeSomeData(self, data: bytes) -> int:
        return self.kernel.send(bytes(data)) if self.kernel.room != 0 else 0

    def abortConnection(self) -> None:
        self.aborted, self.connected = True, 0

    def getPeer(self) -> IPv4Address:
        return IPv4Address("TCP", "192.0.2.1", 1234)

    def getHost(self) -> IPv4Address:
        return self.getPeer()

    @property
    def waiting(self) -> int:
        return self._tempDataLen + len(self.dataBuffer) - self.offset

    def take(self, room: int | None) -> None:
        """The peer reads so many bytes; None: all there are."""
        self.kernel.room = room
        while self.waiting and self.kernel.room != 0:
            self.doWrite()


class Visit:
    """A peer that takes nothing at first, and an application that answers in eight pieces."""

    def __init__(self) -> None:
        self.begun = self.done = 0
        self.breaks_off = False
        server = LifelineServer(self._application, ["tcp:port=0"])
        server.connections = {}
        channel = HTTPFactory(server).buildProtocol(None)
        channel.callLater = Clock().callLater
        self.wire, self.channel = Wire(), channel
        self.wire.kernel.room = 0
        channel.makeConnection(self.wire)

    async def ask(self, times: int = 1) -> None:
        self.channel.dataReceived(GET * times)
        await settled()

    async def read_all(self) -> bytes:
        while True:
            self.wire.take(None)
            await settled()
            if not self.wire.waiting:
                return b"".join(self.wire.kernel.writes)

    async def _application(self, scope: Any, receive: Any, send: Send) -> None:
        self.begun += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(PIECES):
            body = b"x" * PIECE
            await send({"type": "http.response.body", "body": body, "more_body": True})
            if self.breaks_off:
                return
        await send({"type": "http.response.body"})
        self.done += 1


@pytest.fixture
async def visit(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Visit]:
    monkeypatch.setattr(HTTPFactory, "protocol", HTTPFactory.protocol)
    pace_answers()
    visit = Visit()
    yield visit
    visit.channel.connectionLost(Failure(ConnectionDone()))
    await settled()


async def test_requests_that_are_there_already_wait_for_an_answer_that_nobody_reads(
    visit: Visit,
) -> None:
    """Twisted answered all of them: 200 in one segment cost 190 MB."""
    await visit.ask(20)

    assert visit.begun == 1
    assert visit.wire.waiting < MOST_WAITING


async def test_who_reads_gets_every_answer_whole(visit: Visit) -> None:
    await visit.ask(20)

    received = await visit.read_all()

    assert (visit.begun, visit.done) == (20, 20)
    assert received.count(b"HTTP/1.1 200 OK") == 20
    assert received.count(b"x") == 20 * PIECES * PIECE


async def test_the_application_is_busy_until_its_answer_has_been_taken(visit: Visit) -> None:
    """So are the places of the person and the address."""
    await visit.ask()
    visit.wire.take(PIECE)
    await settled()
    assert visit.done == 0

    await visit.read_all()

    assert visit.done == 1


async def test_a_peer_that_goes_lets_the_application_end(visit: Visit) -> None:
    await visit.ask()

    visit.channel.connectionLost(Failure(ConnectionDone()))
    await settled()

    assert visit.done == 1


async def test_who_takes_nothing_of_an_answer_for_half_a_minute_is_let_go(visit: Visit) -> None:
    await visit.ask()
    await later(STALL_S - 1)
    assert not visit.wire.aborted

    await later(1 + LOOK_S)

    assert visit.wire.aborted


async def test_who_takes_a_little_of_an_answer_now_and_then_is_kept(visit: Visit) -> None:
    await visit.ask()
    for _ in range(6):
        await later(STALL_S - LOOK_S)
        visit.wire.take(1)
    assert not visit.wire.aborted


async def test_an_answer_that_the_application_leaves_in_the_middle_ends_its_connection(
    visit: Visit,
) -> None:
    """Else its peer would wait for the rest for ever, and the drain for its peer."""
    visit.breaks_off = True

    await visit.ask()

    assert visit.wire.aborted
