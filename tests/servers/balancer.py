"""A TCP balancer in front of several processes: each new connection goes to one that takes it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

from tests.servers.ports import free_port


class Balancer:
    """In this event loop, on 127.0.0.1:`port`; processes in turn, the refusing ones passed over."""

    def __init__(self, upstream_ports: Sequence[int]) -> None:
        self.port = free_port()
        self.upstream_ports = upstream_ports
        # when each connection came, in seconds of the loop's clock
        self.accepted_at_s: list[float] = []
        self._turn = 0
        self._dialling: set[asyncio.Task[None]] = set()

    def accept(self, downstream: "Side") -> None:
        self.accepted_at_s.append(asyncio.get_running_loop().time())
        task = asyncio.create_task(self._dial(downstream))
        self._dialling.add(task)
        task.add_done_callback(self._dialling.discard)

    async def _dial(self, downstream: "Side") -> None:
        loop = asyncio.get_running_loop()
        first = self._turn = (self._turn + 1) % len(self.upstream_ports)
        for port in (*self.upstream_ports[first:], *self.upstream_ports[:first]):
            try:
                _, upstream = await loop.create_connection(Side, "127.0.0.1", port)
            except OSError:
                continue
            downstream.other, upstream.other = upstream, downstream
            downstream.transport.resume_reading()
            return
        downstream.transport.abort()


class Side(asyncio.Protocol):
    """One of the two sides of a connection; what it hears goes to the other."""

    transport: asyncio.Transport
    other: "Side | None" = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self.other is not None:
            self.other.transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.other is not None:
            self.other.transport.close()


class Downstream(Side):
    """Hears nothing until there is somebody to tell."""

    def __init__(self, balancer: Balancer) -> None:
        self._balancer = balancer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.pause_reading()
        self._balancer.accept(self)


@asynccontextmanager
async def running_balancer(upstream_ports: Sequence[int]) -> AsyncIterator[Balancer]:
    balancer = Balancer(upstream_ports)
    listening = await asyncio.get_running_loop().create_server(
        lambda: Downstream(balancer), "127.0.0.1", balancer.port
    )
    try:
        yield balancer
    finally:
        listening.close()
