"""What was taken is kept, whatever goes wrong before."""

import asyncio
from types import SimpleNamespace

import pytest
from daphne.http_protocol import HTTPFactory
from twisted.internet.error import ConnectionDone
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web.http import HTTPChannel

from server.shutdown import Shutdown, Stopping
from tests.unit.server.peer import FakeServer


class BrokenError(Exception):
    """What nobody foresaw."""


class Ending:
    """The application's part: fails where it is told to."""

    def __init__(self, broken: str) -> None:
        self._broken = broken
        self.done: list[str] = []

    def _do(self, name: str) -> None:
        self.done.append(name)
        if name == self._broken:
            raise BrokenError

    def begin(self) -> None:
        self._do("begin")

    async def leave(self, within_s: float) -> None:
        self._do("leave")

    async def end(self) -> None:
        self._do("end")


@pytest.mark.parametrize("broken", ["begin", "leave"])
async def test_the_application_ends_even_if_those_connected_could_not_be_let_go(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer's queue was never committed, and its threads kept the process."""
    monkeypatch.setattr(HTTPChannel, "checkPersistence", HTTPChannel.checkPersistence)
    ending = Ending(broken)
    open_connection = {"application_instance": asyncio.Event()}
    server = SimpleNamespace(connections={"one": open_connection})
    stopping = Stopping(ending.begin, ending.leave, ending.end, within_s=10)
    with pytest.raises(BrokenError):
        await Shutdown(server, stopping)._run()
    assert ending.done[-1] == "end"


@pytest.mark.parametrize(
    ("sent", "busy"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\n", False),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1", False),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1", True),
    ],
    ids=["nothing", "a line", "half a body", "all of it"],
)
async def test_a_request_that_is_not_whole_holds_up_nobody(sent: bytes, busy: bool) -> None:
    """A stranger's first line kept the port shut for most of DRAIN_TIMEOUT_S."""
    server, ending = FakeServer(), Ending("")
    channel = HTTPFactory(server).buildProtocol(None)
    channel.callLater = Clock().callLater
    channel.makeConnection(StringTransport())
    channel.dataReceived(sent)
    stopping = Stopping(ending.begin, ending.leave, ending.end, within_s=10)

    assert Shutdown(server, stopping)._busy() is busy

    channel.connectionLost(Failure(ConnectionDone()))
