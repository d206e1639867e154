"""Daphne, set up for connections that stay. Knows nothing of chat."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server  # before Twisted: it chooses the reactor
from twisted.internet import defer, reactor

Application = Callable[..., Awaitable[Any]]

# A frame larger than this is dropped by Daphne without a word; the application refuses smaller
# ones with a reason.
MAX_MESSAGE_BYTES = 256 * 1024
# The protocol's own ping to a peer that has been silent for so long. It holds those up behind a
# proxy that know no heartbeat of the application's: below the 60 s of nginx.
PING_INTERVAL_S = 20


def run(
    application: Application,
    host: str,
    port: int,
    ready: Callable[[], None],
    stopping: Callable[[], Coroutine[None, None, None]],
) -> None:
    """Serve until SIGINT or SIGTERM.

    `ready` is called when connections are taken; `stopping` is awaited before the process ends.

    The address must be free: Daphne itself would only log that it is not.
    """

    class ReadyServer(Server):  # type: ignore[misc]
        def listen_success(self, port: Any) -> None:
            super().listen_success(port)
            ready()

    def stop() -> defer.Deferred[None]:
        return defer.Deferred.fromFuture(asyncio.ensure_future(stopping()))

    reactor.addSystemEventTrigger("before", "shutdown", stop)  # type: ignore[arg-type]
    ReadyServer(
        application=application,
        endpoints=build_endpoint_description_strings(host=host, port=port),
        # No time limit: connections end when somebody ends them.
        websocket_timeout=-1,
        ping_interval=PING_INTERVAL_S,
        websocket_max_message_size=MAX_MESSAGE_BYTES,
        websocket_max_frame_size=MAX_MESSAGE_BYTES,
        verbosity=0,
    ).run()
