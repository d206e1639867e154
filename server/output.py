"""What leaves by one connection: straight to the socket, waiting only for what that does not take.

Twisted's turn of the loop and changes to epoll, and autobahn's log lines, are most of a send.
"""

import asyncio

from daphne.server import Server  # noqa: F401 - before Twisted: it chooses the reactor
from daphne.ws_protocol import WebSocketProtocol

# Who takes nothing of what waits for so long is let go; looked at every few seconds.
STALL_S, LOOK_S = 30.0, 5.0


class Output(WebSocketProtocol):  # type: ignore[misc]
    # While more than the first waits the peer is not read; at more than the second it is let go.
    # The same for all, and set by who starts the server.
    pause_bytes: int
    most_bytes: int
    cause = ""  # why it was let go
    _handed = 0  # bytes that the socket did not take at once
    _watched = False

    def connectionMade(self) -> None:
        self._socket_send = self.transport.socket.send
        super().connectionMade()

    def prepare(self, text: bytes) -> bytes:
        """The frame of a text message, for any number of connections."""
        return bytes(self.factory.prepareMessage(text, doNotCompress=True).payloadHybi)

    def send(self, frame: bytes) -> None:
        """What `prepare` made. Never blocks, never raises; after the close frame nothing leaves."""
        if self.state == self.STATE_OPEN:
            self.sendData(frame)

    @property
    def buffered(self) -> int:
        """Bytes that wait for the socket."""
        transport = self.transport
        return int(transport._tempDataLen + len(transport.dataBuffer) - transport.offset)

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:
        """Autobahn's own frames take this way too: all stand in one line."""
        transport = self.transport
        if not transport._tempDataLen and not transport.dataBuffer:
            try:
                sent = self._socket_send(data)
            except OSError:  # it is full, or gone: Twisted finds out which
                sent = 0
            if sent == len(data):
                return
            data = data[sent:]
        transport.write(data)
        self._handed += len(data)
        if self.buffered > self.most_bytes:
            self._let_go("overfull")
        elif not self._watched:
            self._look(taken_before=-1, since=0)

    def _look(self, taken_before: int, since: float) -> None:
        """Whether the socket has taken more; it had taken so much `since` then."""
        loop, taken = asyncio.get_running_loop(), self._handed - self.buffered
        if taken > taken_before:
            since = loop.time()
        elif loop.time() - since >= STALL_S:
            self._let_go("stalled")
        self._watched = self.buffered > 0 and self.state != self.STATE_CLOSED
        if self._watched:
            loop.call_later(LOOK_S, self._look, taken, since)

    def _let_go(self, cause: str) -> None:
        self.cause = cause
        self.dropConnection(abort=True)
