"""What leaves by answers of HTTP: no faster than the peer takes it, and not for ever.

Twisted keeps all that it is handed, and goes on with the requests that it has read already,
whatever waits for the socket.
"""

import asyncio
from typing import Any

from daphne.http_protocol import HTTPFactory  # before Twisted: it chooses the reactor
from twisted.web.http import HTTPChannel, _GenericHTTPChannelProtocol

from server.output import LOOK_S, STALL_S


class Channel(HTTPChannel):
    """One connection of HTTP: of one request at a time, however many are there already."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._room = asyncio.Event()
        self._room.set()
        self._watched = False

    async def room(self) -> None:
        """Returns at once, or, where more than 64 KiB waited for the peer, when it has taken all of
        it; or is gone. The first part of a next answer waits too.
        """
        await self._room.wait()

    def pauseProducing(self) -> None:
        super().pauseProducing()  # type: ignore[no-untyped-call]
        self._room.clear()

    def resumeProducing(self) -> None:
        super().resumeProducing()  # type: ignore[no-untyped-call]
        self._room.set()

    def connectionLost(self, reason: Any = None) -> None:
        super().connectionLost(reason)  # type: ignore[no-untyped-call]
        self._room.set()

    def watch(self) -> None:
        """Something was written: whoever takes nothing of it for `STALL_S` is let go."""
        if not self._watched:
            self._look(None, 0)

    def _look(self, before: object, since: float) -> None:
        """What waited `before`; since then it was the same."""
        loop = asyncio.get_running_loop()
        transport: Any = self.transport
        now = _Waiting(transport)
        if now != before:
            since = loop.time()
        elif loop.time() - since >= STALL_S:
            transport.abortConnection()
        self._watched = now.bytes > 0 and bool(transport.connected)
        if self._watched:
            loop.call_later(LOOK_S, self._look, now, since)


class _Waiting:
    """What Twisted's transport holds; equal while the socket takes nothing, whatever is added."""

    def __init__(self, transport: Any) -> None:
        self._first, self._offset = transport.dataBuffer, transport.offset
        self.bytes = transport._tempDataLen + len(self._first) - self._offset

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Waiting)
            and self._first is other._first
            and self._offset == other._offset
        )

    __hash__ = None  # type: ignore[assignment]


def pace_answers() -> None:
    HTTPFactory.protocol = lambda _factory: _GenericHTTPChannelProtocol(Channel())


def left(request: Any, _application: object) -> None:
    """The application is done: an answer that it began and did not end never will."""
    if request._response_started and not request.finished and request.channel is not None:
        request.channel.transport.abortConnection()
