"""One connection through the fault proxy, from a client's accept to its end."""

import asyncio
import socket
import struct
from collections.abc import Callable, Sequence
from typing import cast

from tests.servers.flow import FIN, RST, Flow
from tests.servers.trouble import Trouble


class Side(asyncio.Protocol):
    """One of the two connections of a link: what it says goes into `says`, it hears `hears`."""

    def __init__(self, says: Flow, hears: Flow, lost: Callable[[], None]) -> None:
        self.transport: asyncio.Transport | None = None
        self.gone = False
        # called for whatever it says
        self.heard: Callable[[], None] = lambda: None
        # called when it is there
        self.made: Callable[[], None] = lambda: None
        self._says, self._hears, self._lost = says, hears, lost

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        # Nobody may be there yet who could hear it.
        self.transport.pause_reading()
        self.made()

    def data_received(self, data: bytes) -> None:
        self.heard()
        self._says.take(data)

    def eof_received(self) -> bool:
        self._says.take(FIN)
        return True  # the other direction goes on

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone = True
        self._hears.stop()
        if exc is not None:
            self._says.take(RST)
        self._lost()

    def pause_writing(self) -> None:
        self._hears.sink_is_full(full=True)

    def resume_writing(self) -> None:
        self._hears.sink_is_full(full=False)

    def close(self) -> None:
        """When all that was passed on has left."""
        if self.transport is not None:
            self.transport.close()

    def abort(self, *, reset: bool) -> None:
        if self.transport is None:
            return
        if reset and not self.gone:
            # Lingering for 0 s: the kernel drops what is unsent and says RST.
            connected = self.transport.get_extra_info("socket")
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


class Link:
    """A client's connection and ours to the first of `upstream_ports` that takes it.

    `accepted` is called when the client is there, and says what it is to `suffer`.
    """

    def __init__(
        self,
        upstream_ports: Callable[[], Sequence[int]],
        accepted: Callable[["Link"], None],
    ) -> None:
        # done when both sides are gone
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._troubles: list[Trouble] = []
        self._up = Flow(cut=self._close, lost=self._lose_upstream, finished=self._close_if_over)
        self._down = Flow(cut=self._close, lost=self._lose_downstream, finished=self._close_if_over)
        self.downstream = Side(self._up, self._down, self._side_lost)
        self.downstream.made = lambda: accepted(self)
        self._upstream = Side(self._down, self._up, self._side_lost)
        self._upstream.heard = self._expect_upstream
        self._upstream_ports = upstream_ports
        self._dialling: asyncio.Task[None] | None = None
        self._idle_limit_s: float | None = None
        self._cut_idle: Callable[[], None] = lambda: None
        self._idle: asyncio.TimerHandle | None = None

    def suffer(self, *troubles: Trouble) -> None:
        """From now on these as well; the first call begins the link, with none if all is well."""
        for trouble in troubles:
            self._troubles.append(trouble)
            if trouble.cut_after_bytes is not None:
                self._flow(trouble).allow(trouble.cut_after_bytes)
        self._adjust()

    def recover(self, trouble: Trouble) -> None:
        if trouble in self._troubles:
            self._troubles.remove(trouble)
            if trouble.cut_after_bytes is not None:
                self._flow(trouble).allow(None)
            self._adjust()

    def limit_idle(self, limit_s: float | None, cut: Callable[[], None]) -> None:
        """Give the server `limit_s` from now on, each time, to be heard; `cut` is told."""
        self._idle_limit_s, self._cut_idle = limit_s, cut
        self._expect_upstream()

    def end(self, *, reset: bool = False) -> None:
        """Close both sides at once, with RST if `reset`; what is held is lost."""
        for side in (self.downstream, self._upstream):
            side.abort(reset=reset)
        if self._dialling is not None:
            self._dialling.cancel()

    async def ended(self) -> None:
        """Returns when no socket of it is open."""
        await self.gone
        if self._dialling is not None:
            await asyncio.wait([self._dialling])

    def _adjust(self) -> None:
        """Be as the troubles say; one that is silent does not dial yet."""
        silent = any(trouble.silent for trouble in self._troubles)
        delay_s = max((t.delay_s for t in self._troubles), default=0.0)
        paces = [t.bytes_per_s for t in self._troubles if t.bytes_per_s is not None]
        for flow in (self._up, self._down):
            flow.adjust(silent=silent, delay_s=delay_s, bytes_per_s=min(paces, default=None))
        if not silent and self._dialling is None:
            self._dialling = asyncio.create_task(self._dial())

    async def _dial(self) -> None:
        loop = asyncio.get_running_loop()
        for port in self._upstream_ports():
            try:
                await loop.create_connection(lambda: self._upstream, "127.0.0.1", port)
            except OSError:
                continue
            self._join()
            return
        self.end()

    def _join(self) -> None:
        self._up.source = self._down.sink = self.downstream.transport
        self._down.source = self._up.sink = self._upstream.transport
        self._up.go_on()
        self._down.go_on()
        self._expect_upstream()

    def _flow(self, trouble: Trouble) -> Flow:
        return self._up if trouble.direction == "up" else self._down

    def _expect_upstream(self) -> None:
        self._expect_nothing()
        if self._idle_limit_s is not None:
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(self._idle_limit_s, self._end_idle)

    def _expect_nothing(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _end_idle(self) -> None:
        self._cut_idle()
        self.end()

    def _lose_upstream(self) -> None:
        self._upstream.abort(reset=True)

    def _lose_downstream(self) -> None:
        self.downstream.abort(reset=True)

    def _close_if_over(self) -> None:
        if self._up.over and self._down.over:
            self._close()

    def _close(self) -> None:
        for side in (self.downstream, self._upstream):
            side.close()

    def _side_lost(self) -> None:
        if (
            not self.gone.done()
            and self.downstream.gone
            and (self._upstream.gone or self._upstream.transport is None)
        ):
            self._expect_nothing()
            self.gone.set_result(None)
