"""The other end of one connection: its bytes, its kernel, and Daphne's server, all made up."""

# ruff: noqa: N802 - Twisted's names

import asyncio
from typing import Any

from daphne.server import Server  # noqa: F401 - before Twisted: it chooses the reactor
from daphne.ws_protocol import WebSocketFactory
from twisted.internet.address import IPv4Address
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from server.connection import Connection
from tests.unit.realtime.virtual_time import settled

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: chat.example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n"
)
MASK = b"\1\2\3\4"


class Kernel:
    """A socket that takes `room` bytes more; None: any."""

    def __init__(self) -> None:
        self.room: int | None = None
        self.gone = False
        self.writes: list[bytes] = []

    def send(self, data: bytes) -> int:
        if self.gone:
            raise BrokenPipeError
        taken = len(data) if self.room is None else min(self.room, len(data))
        if not taken:
            raise BlockingIOError
        if self.room is not None:
            self.room -= taken
        self.writes.append(bytes(data[:taken]))
        return taken


class Transport:
    """As much of Twisted's as a connection uses."""

    def __init__(self) -> None:
        self.socket = Kernel()
        self.dataBuffer, self.offset = b"", 0
        self.connected, self.reading = True, True
        self.bufferSize = 64 * 1024
        self.ended = ""  # how we ended it

    @property
    def _tempDataLen(self) -> int:
        return 0

    def write(self, data: bytes) -> None:
        self.dataBuffer += data

    def flush(self) -> None:
        """The socket is writable."""
        while self.dataBuffer and self.socket.room != 0:
            self.dataBuffer = self.dataBuffer[self.socket.send(self.dataBuffer) :]

    def pauseProducing(self) -> None:
        self.reading = False

    def resumeProducing(self) -> None:
        self.reading = True

    def abortConnection(self) -> None:
        self.ended = "aborted"

    def loseConnection(self) -> None:
        self.ended = "closed"

    def loseWriteConnection(self) -> None:
        self.ended = "half closed"

    def unregisterProducer(self) -> None:
        """There is none."""

    def getPeer(self) -> IPv4Address:
        return IPv4Address("TCP", "192.0.2.1", 1234)

    def getHost(self) -> IPv4Address:
        return IPv4Address("TCP", "192.0.2.2", 80)


class FakeServer:
    """Daphne's, of which the application is this test."""

    root_path = server_name = ""
    ws_factory: Any = None
    request_buffer_size = 8192
    proxy_forwarded_address_header = None

    def __init__(self) -> None:
        self.connections: dict[Any, dict[str, Any]] = {}
        self.scopes: list[dict[str, Any]] = []

    def protocol_connected(self, protocol: Any) -> None:
        self.connections[protocol] = {}

    def protocol_disconnected(self, protocol: Any) -> None:
        self.connections[protocol]["disconnected"] = 1

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> "asyncio.Queue[Any]":
        self.scopes.append(scope)
        return asyncio.Queue()

    def log_action(self, *_: object) -> None:
        """Nobody reads it."""


class Peer:
    def __init__(self) -> None:
        self.server = FakeServer()
        factory = WebSocketFactory(self.server)
        factory.protocol = Connection
        Connection.pause_bytes, Connection.most_bytes = 384 * 1024, 1024 * 1024
        factory.setProtocolOptions(maxMessagePayloadSize=256 * 1024)
        self.connection: Connection = factory.buildProtocol(None)
        self.connection._raw_query_string = b""
        self.transport = Transport()
        self.connection.makeConnection(self.transport)
        self.taken: list[bytes] = []
        self.floods = 0
        self._client = ClientProtocol(parse_uri("ws://chat.example.org/"), max_size=None)
        self._unread = 0  # where in what was written the frames begin that nobody looked at

    async def open(self) -> None:
        self.ask()
        self.connection.handle_reply({"type": "websocket.accept"})
        self.connection.hand_over(self.take_text, self.taken.append, self.flooded)
        await settled()
        assert b" 101 " in self.written()
        self._unread = len(self.written())
        self._client.state = State.OPEN
        self._client.parser = self._client.parse()
        next(self._client.parser)

    def take_text(self, text: str) -> None:
        self.taken.append(text.encode())

    def flooded(self) -> None:
        self.floods += 1

    def ask(self, path: str = "/", more: str = "") -> None:
        """The opening handshake."""
        request = HANDSHAKE.format(path=path, more=more)
        self.connection.dataReceived(request.encode("latin1"))

    def send(self, *messages: str) -> None:
        self.send_bytes(b"".join(frame(message.encode()) for message in messages))

    def send_bytes(self, data: bytes) -> None:
        self.connection.dataReceived(data)

    def written(self) -> bytes:
        """All that the kernel was given."""
        return b"".join(self.transport.socket.writes)

    def frames(self) -> list[Frame]:
        """Those that nobody has asked for before, as a client reads them."""
        written = self.written()
        self._client.receive_data(written[self._unread :])
        self._unread = len(written)
        return [event for event in self._client.events_received() if isinstance(event, Frame)]

    def texts(self) -> list[bytes]:
        return [bytes(item.data) for item in self.frames() if item.opcode is Opcode.TEXT]

    def close_code(self) -> int | None:
        """Of the close frame, if one was written."""
        closes = [item for item in self.frames() if item.opcode is Opcode.CLOSE]
        return int.from_bytes(closes[0].data[:2], "big") if closes else None

    @property
    def inbox(self) -> list[dict[str, Any]]:
        queue = self.connection.application_queue
        return [queue.get_nowait() for _ in range(queue.qsize())]


def frame(
    payload: bytes, opcode: int = 1, *, final: bool = True, length: int | None = None
) -> bytes:
    """A client's, masked; `length` is claimed where it is not the payload's."""
    size = len(payload) if length is None else length
    if size < 126:
        said = bytes([0x80 | size])
    elif size < 1 << 16:
        said = b"\xfe" + size.to_bytes(2, "big")
    else:
        said = b"\xff" + size.to_bytes(8, "big")
    masked = bytes(byte ^ MASK[at % 4] for at, byte in enumerate(payload))
    return bytes([final << 7 | opcode]) + said + MASK + masked
