"""The live part of this process: made at the first connection, stopped by the server.

Daphne has no lifespan, so nobody tells an application when it starts.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from chat.eventlog import writer
from chat.eventlog.entry import Entry
from chat.eventlog.readers import Readers
from chat.protocol.frames import BODY_CHARS, FRAME_BYTES, Heartbeat, Limits
from chat.realtime.drain import Drain
from chat.realtime.services import Services

Application = Callable[[Any, Any, Any], Awaitable[Any]]

_services: Services | None = None
# Whether this process is about to end: balancers should send it nobody new.
draining = False


def services() -> Services:
    """This process's, started at the first call; called on the event loop."""
    global _services
    if _services is None:
        layer = get_channel_layer()
        assert layer is not None, "settings.CHANNEL_LAYERS names none"
        _services = Services(
            layer,
            Readers(),
            Heartbeat(settings.HEARTBEAT_INTERVAL_MS, settings.HEARTBEAT_TIMEOUT_MS),
            Limits(FRAME_BYTES, BODY_CHARS, settings.UNSEEN_BYTES, settings.POSTS_PER_SECOND),
        )
        _services.start()
        _publish_to(_services)
    return _services


def live(application: Application) -> Application:
    """The same application; its first request starts this process's live part.

    What views do is then told to other processes even if no socket ever comes here.
    """

    async def with_services(scope: Any, receive: Any, send: Any) -> Any:
        services()
        return await application(scope, receive, send)

    return with_services


def _publish_to(started: Services) -> None:
    def publish(entries: Sequence[Entry]) -> None:
        """On the writer's thread."""
        started.mailbox.leave(partial(started.committed, entries))

    writer.writer().publish = publish


def begin_drain() -> int:
    """Not ready from here on. How many connections there are to move."""
    global draining
    draining = True
    return len(_services.connected) if _services is not None else 0


async def drain(within_s: float) -> None:
    """Send all connections on to other processes, also those that still come; until cancelled."""
    await Drain(services().connected, settings.DRAIN_RECONNECTS_PER_S).run(within_s)


async def stop() -> None:
    """Commit what waits, then let go of threads and connections; the next call starts anew."""
    global _services
    if _services is not None:
        started, _services = _services, None
        await started.stop()
    await asyncio.get_running_loop().run_in_executor(None, writer.stop)
