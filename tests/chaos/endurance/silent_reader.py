"""A peer that beats and reads nothing until it is told to: a socket with a tiny receive buffer.

The bytes of WebSocket are made by websockets' core without I/O; when they are read is ours to say.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.uri import parse_uri

RECEIVE_BUFFER_BYTES = 4096
READ_BYTES = 16 * 1024


class PeerGoneError(AssertionError):
    """The server closed the connection, or broke it."""


class SilentReader:
    """Text frames of `/ws/chat/`. Nothing is read but by `receive`."""

    def __init__(self, connection: socket.socket, protocol: ClientProtocol) -> None:
        self._socket, self._protocol = connection, protocol
        self._loop = asyncio.get_running_loop()
        self._taken: list[dict[str, Any]] = []

    async def send(self, frame: dict[str, Any]) -> None:
        """Raises PeerGoneError if the connection is broken."""
        self._protocol.send_text(json.dumps(frame).encode())
        await self._flush()

    async def send_bytes(self, frames: bytes) -> None:
        """Frames made before. Raises PeerGoneError if the connection is broken."""
        try:
            await self._loop.sock_sendall(self._socket, frames)
        except ConnectionError as error:
            raise PeerGoneError(f"The connection broke: {error}") from None

    async def drain(self) -> None:
        """Read and forget all that comes. Raises PeerGoneError at its end."""
        while await self._loop.sock_recv(self._socket, READ_BYTES):
            pass
        raise PeerGoneError("The connection was cut.")

    async def receive(self) -> tuple[dict[str, Any], int]:
        """The next frame and its size in bytes. Raises PeerGoneError at the end of the stream."""
        while not self._taken:
            await self._read()
        frame = self._taken.pop(0)
        return frame, frame.pop("bytes")

    async def expect(self, type: str) -> dict[str, Any]:
        """The next frame of the type; those before it are dropped."""
        while (frame := (await self.receive())[0])["type"] != type:
            pass
        return frame

    async def shake_hands(self, cookie: str) -> None:
        request = self._protocol.connect()
        request.headers["Cookie"] = cookie
        self._protocol.send_request(request)
        await self._flush()
        while not any(isinstance(event, Response) for event in await self._fed()):
            pass

    async def _read(self) -> None:
        for event in await self._fed():
            assert isinstance(event, Frame)
            if event.opcode is Opcode.TEXT:
                self._taken.append({**json.loads(bytes(event.data)), "bytes": len(event.data)})
            else:
                assert event.opcode is Opcode.CLOSE, event
                raise PeerGoneError(f"Closed: {event}")

    async def _fed(self) -> list[Any]:
        data = await self._loop.sock_recv(self._socket, READ_BYTES)
        if not data:
            raise PeerGoneError("The connection was cut.")
        self._protocol.receive_data(data)
        return self._protocol.events_received()

    async def _flush(self) -> None:
        try:
            for data in self._protocol.data_to_send():
                await self._loop.sock_sendall(self._socket, data)
        except ConnectionError as error:
            raise PeerGoneError(f"The connection broke: {error}") from None


@asynccontextmanager
async def silent_reader(url: str, cookie: str) -> AsyncIterator[SilentReader]:
    """An open connection; the socket is closed at the end."""
    uri = parse_uri(url)
    with socket.socket() as connection:
        # Before connecting: it decides the window that is offered.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, (uri.host, uri.port))
        reader = SilentReader(connection, ClientProtocol(uri, max_size=None))
        await reader.shake_hands(cookie)
        yield reader
