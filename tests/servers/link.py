"""One connection through the fault proxy, from a client's accept to its end."""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

CHUNK_BYTES = 16 * 1024
# Chunks under way in one direction: enough for a delayed link to keep its throughput, few enough
# that a reader who does not read is felt by the writer.
CHUNKS_UNDER_WAY = 16

# Each chunk with the loop time at which it is due; an empty one is the end of the stream.
Chunks = asyncio.Queue[tuple[float, bytes]]


@dataclass
class Faults:
    """What is wrong with every link of a proxy at the moment."""

    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    delay_s: float = 0.0  # one way
    idle_limit_s: float | None = None  # the longest silence of the server


class Link:
    """A client's connection and ours to the server."""

    def __init__(self, faults: Faults, downstream: asyncio.StreamWriter) -> None:
        self.reset = False  # end with RST rather than FIN
        self._faults = faults
        self._loop = asyncio.get_running_loop()
        self._idle = asyncio.timeout(None)
        self._downstream = downstream
        self._upstream: asyncio.StreamWriter | None = None

    async def run(self, reader: asyncio.StreamReader, upstream_port: int) -> None:
        """Forward until an end; TimeoutError if that was the server's silence."""
        try:
            async with self._idle:
                await self._faults.flowing.wait()
                upstream_reader, self._upstream = await asyncio.open_connection(
                    "127.0.0.1", upstream_port, limit=CHUNK_BYTES
                )
                self.expect_upstream()
                await self._forward(reader, upstream_reader, self._upstream)
        finally:
            self._close()

    def expect_upstream(self) -> None:
        """Give the server the idle limit from now on to be heard."""
        limit_s = self._faults.idle_limit_s
        self._idle.reschedule(None if limit_s is None else self._loop.time() + limit_s)

    async def _forward(
        self,
        reader: asyncio.StreamReader,
        upstream_reader: asyncio.StreamReader,
        upstream: asyncio.StreamWriter,
    ) -> None:
        up, down = Chunks(CHUNKS_UNDER_WAY), Chunks(CHUNKS_UNDER_WAY)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._receive(reader, up, lambda: None))
            group.create_task(self._send(up, upstream))
            group.create_task(self._receive(upstream_reader, down, self.expect_upstream))
            group.create_task(self._send(down, self._downstream))

    async def _receive(
        self, reader: asyncio.StreamReader, chunks: Chunks, heard: Callable[[], None]
    ) -> None:
        while chunk := await reader.read(CHUNK_BYTES):
            heard()
            await chunks.put((self._loop.time() + self._faults.delay_s, chunk))
        await chunks.put((self._loop.time() + self._faults.delay_s, b""))

    async def _send(self, chunks: Chunks, writer: asyncio.StreamWriter) -> None:
        while True:
            due, chunk = await chunks.get()
            await asyncio.sleep(due - self._loop.time())
            await self._faults.flowing.wait()
            if not chunk:
                writer.write_eof()
                return
            writer.write(chunk)
            await writer.drain()

    def _close(self) -> None:
        for writer in (self._downstream, self._upstream):
            if writer is not None:
                if self.reset:
                    # Lingering for 0 s: the kernel drops what is unsent and says RST.
                    linger = struct.pack("ii", 1, 0)
                    connected = writer.get_extra_info("socket")
                    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                writer.transport.abort()
