"""SIGTERM and Ctrl-C: take nobody new, let those connected go, finish what runs, end with 0.

Daphne's own way cuts every connection (1006) together with what is queued for it. A second signal
ends the process at once, by the signal.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from daphne.http_protocol import WebRequest
from daphne.server import Server  # before Twisted: it chooses the reactor
from twisted.internet import reactor as asyncio_reactor
from twisted.internet import tcp
from twisted.web.http import HTTPChannel

# Annotated as Twisted's interfaces, whose methods mypy takes for functions.
reactor: Any = asyncio_reactor
logger = logging.getLogger(__name__)

# Shares of the time allowed: for sending connections on, until the last is gone, and the rest for
# what the application ends with.
LEAVE_SHARE, GONE_SHARE = 0.6, 0.8
LOOK_EVERY_S = 0.02


@dataclass(frozen=True)
class Stopping:
    """The application's part of an orderly end."""

    # at the signal, at once
    begin: Callable[[], None]
    # send connections on, within so many seconds; cancelled when there are none
    leave: Callable[[float], Awaitable[None]]
    # when the connections are gone: finish, and let go of threads
    end: Callable[[], Awaitable[None]]
    # for everything together; then the process ends all the same, with 1
    within_s: float


class Shutdown:
    def __init__(self, server: Server, stopping: Stopping) -> None:
        self._server, self._stopping = server, stopping
        self._loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop
        self._task: asyncio.Task[None] | None = None

    def serve(self) -> None:
        """Returns after an orderly end; SystemExit(1) after one that failed on the way."""
        for which in (signal.SIGINT, signal.SIGTERM):
            self._loop.add_signal_handler(which, self._begin)
        self._server.run()
        if self._task is not None and self._task.exception() is not None:
            logger.error("The end was not an orderly one", exc_info=self._task.exception())
            raise SystemExit(1)

    def _begin(self) -> None:
        for which in (signal.SIGINT, signal.SIGTERM):
            self._loop.remove_signal_handler(which)
            # Not ours to handle: it works even if this process hangs.
            signal.signal(which, signal.SIG_DFL)
        watchdog = threading.Timer(self._stopping.within_s, self._give_up)
        watchdog.daemon = True
        watchdog.start()
        self._task = self._loop.create_task(self._run())
        self._task.add_done_callback(lambda _: reactor.stop())

    async def _run(self) -> None:
        try:
            self._stopping.begin()
            await self._stop_listening()
            await self._let_go()
        finally:  # whatever was wrong: what was taken is kept
            reactor.removeAll()  # nothing is heard from here on
            await self._stopping.end()

    async def _stop_listening(self) -> None:
        # Every answer from here on closes its connection.
        HTTPChannel.checkPersistence = _last_answer  # type: ignore[method-assign]
        ports: list[Any] = [port for port in reactor.getReaders() if isinstance(port, tcp.Port)]
        for port in ports:
            port.doRead()  # whom the kernel has accepted by now would be reset
            await port.stopListening().asFuture(self._loop)

    async def _let_go(self) -> None:
        """Returns when all connections are closed, their data taken, and requests answered."""
        leaving = asyncio.ensure_future(self._stopping.leave(LEAVE_SHARE * self._stopping.within_s))
        try:
            async with asyncio.timeout(GONE_SHARE * self._stopping.within_s):
                while not leaving.done():
                    await asyncio.sleep(LOOK_EVERY_S)
                    if not self._busy():
                        return
            await leaving  # raises what went wrong
        except TimeoutError:
            logger.warning("Some connections did not close in time, and are cut")
        finally:
            leaving.cancel()

    def _busy(self) -> bool:
        connections = self._server.connections.items()
        return any(_open(*item) for item in connections) or bool(reactor.getWriters())

    def _give_up(self) -> None:
        """On a thread of its own: the others may hang."""
        logger.critical("The end took too long: what waits is left undone, and unacknowledged")
        os._exit(1)


def _open(protocol: Any, details: dict[str, Any]) -> bool:
    """Of Daphne's list: somebody is connected, or the application is not done with them. A request
    that is not whole is nobody's yet, and may never be more.
    """
    if isinstance(protocol, WebRequest) and not hasattr(protocol, "request_start"):
        return False
    application = details.get("application_instance")
    return "disconnected" not in details or (application is not None and not application.done())


def _last_answer(channel: HTTPChannel, request: Any, version: bytes) -> bool:
    request.responseHeaders.setRawHeaders(b"connection", [b"close"])
    return False
