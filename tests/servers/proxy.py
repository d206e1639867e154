"""A TCP proxy whose faults a test switches: cut, refuse, silence, delay, and nginx's idle cut.

It runs on an event loop in a thread of its own, so that synchronous tests (Playwright) and
asynchronous ones use the same plain methods.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from tests.servers.link import CHUNK_BYTES, Faults, Link
from tests.servers.ports import free_port

CALL_DEADLINE_S = 10

Answer = TypeVar("Answer")


class FaultProxy:
    """Forwards 127.0.0.1:`port` to 127.0.0.1:`upstream_port` until told otherwise."""

    def __init__(self, upstream_port: int) -> None:
        self.port = free_port()
        self.upstream_port = upstream_port
        # Since the start: connections accepted, and those cut because the server was silent.
        self.accepted = 0
        self.idle_cuts = 0
        self._faults = Faults()
        self._links: dict[Link, asyncio.Task[None]] = {}
        self._listener: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="fault-proxy", daemon=True
        )

    @property
    def open(self) -> int:
        """Connections of clients that are up now."""
        return self._do(lambda: len(self._links))

    def start(self) -> None:
        self._thread.start()
        self.forward()

    def close(self) -> None:
        """End everything: the listener, the connections, the thread."""
        try:
            self.refuse()
            self.cut()
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(CALL_DEADLINE_S)
            self._loop.close()

    def forward(self) -> None:
        """Accept, and pass everything, also what a black hole held back."""
        self._call(self._forward())

    def refuse(self) -> None:
        """Let the kernel refuse new connections, until `forward`; existing ones live on."""
        self._do(self._stop_listening)

    def cut(self, *, reset: bool = False) -> None:
        """Close every connection on both sides, with RST if `reset`; new ones are accepted."""
        self._call(self._cut(reset=reset))

    def blackhole(self) -> None:
        """Pass nothing and close nothing, on old connections and new, until `forward`.

        What is sent meanwhile is held, as TCP would send it again over a link that heals.
        """
        self._do(self._faults.flowing.clear)

    def abandon(self) -> None:
        """Connections there are stay silent for good, until they are cut; new ones pass.

        What a machine finds when it wakes: nobody on the way remembers its connections.
        """
        self._do(self._abandon)

    def delay(self, one_way_ms: float) -> None:
        """Hold what arrives from now on for `one_way_ms`, in each direction."""
        self._faults.delay_s = one_way_ms / 1000

    def cut_after_idle_from_upstream(self, limit_s: float | None) -> None:
        """Cut a connection on which the *server* was silent for `limit_s`, from now on.

        This is nginx's `proxy_read_timeout`. None switches it off.
        """
        self._do(lambda: self._limit_idle(limit_s))

    async def _forward(self) -> None:
        self._faults.flowing.set()
        if self._listener is None:
            self._listener = await asyncio.start_server(
                self._serve, "127.0.0.1", self.port, limit=CHUNK_BYTES
            )

    def _abandon(self) -> None:
        self._faults.flowing.clear()
        self._faults = replace(self._faults, flowing=asyncio.Event())
        self._faults.flowing.set()

    async def _serve(self, reader: asyncio.StreamReader, downstream: asyncio.StreamWriter) -> None:
        self.accepted += 1
        link = Link(self._faults, downstream)
        task = asyncio.current_task()
        assert task is not None
        self._links[link] = task
        try:
            # Cut by us: Python 3.11 logs a task that was cancelled.
            with contextlib.suppress(asyncio.CancelledError):
                await link.run(reader, self.upstream_port)
        except* TimeoutError:
            self.idle_cuts += 1
        except* OSError:
            pass  # One side is gone, or no server is there: the other side sees a close.
        finally:
            del self._links[link]

    def _stop_listening(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    async def _cut(self, *, reset: bool) -> None:
        tasks = list(self._links.values())
        for link in self._links:
            link.reset = reset
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # The transports close their sockets in the loop's next round.
        await asyncio.sleep(0)

    def _limit_idle(self, limit_s: float | None) -> None:
        self._faults.idle_limit_s = limit_s
        for link in self._links:
            link.expect_upstream()

    def _call(self, coroutine: Coroutine[object, object, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(CALL_DEADLINE_S)

    def _do(self, function: Callable[[], Answer]) -> Answer:
        async def run() -> Answer:
            return function()

        return self._call(run())


@contextmanager
def running_proxy(upstream_port: int) -> Iterator[FaultProxy]:
    """A started proxy in front of 127.0.0.1:`upstream_port`; gone at the end."""
    proxy = FaultProxy(upstream_port)
    try:
        proxy.start()
        yield proxy
    finally:
        proxy.close()
