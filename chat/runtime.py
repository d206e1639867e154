"""The live part of this process: made at the first connection, stopped by the server.

Daphne has no lifespan, so nobody tells an application when it starts.
"""

import asyncio
from collections.abc import Collection, Sequence
from functools import partial

from channels.layers import get_channel_layer
from django.conf import settings

from chat.eventlog import writer
from chat.eventlog.entry import Entry
from chat.eventlog.patience import bound_statements
from chat.eventlog.readers import Readers
from chat.protocol.frames import BODY_CHARS, FRAME_BYTES, Heartbeat, Limits
from chat.realtime.drain import Drain
from chat.realtime.services import Services
from chat.realtime.session import Session

_services: Services | None = None
# Whether this process is about to end: balancers should send it nobody new.
draining = False


def services() -> Services:
    """This process's, started at the first call; called on the event loop."""
    global _services
    if _services is None:
        layer = get_channel_layer()
        assert layer is not None, "settings.CHANNEL_LAYERS names none"
        bound_statements()
        _services = Services(
            layer,
            Readers(),
            Heartbeat(settings.HEARTBEAT_INTERVAL_MS, settings.HEARTBEAT_TIMEOUT_MS),
            Limits(FRAME_BYTES, BODY_CHARS, settings.UNSEEN_BYTES, settings.POSTS_PER_SECOND),
        )
        _services.start()
        _publish_to(_services)
    return _services


def _publish_to(started: Services) -> None:
    def publish(entries: Sequence[Entry]) -> None:
        """On the writer's thread."""
        started.mailbox.leave(partial(started.committed, entries))

    writer.writer().publish = publish


def begin_drain() -> int:
    """Not ready from here on. How many connections there are to move."""
    global draining
    draining = True
    if _services is not None:
        _services.arrivals.admit_all()
    return len(_connected())


async def drain(within_s: float) -> None:
    """Send all connections on to other processes, also those that still come; until cancelled."""
    await Drain(_connected, settings.DRAIN_RECONNECTS_PER_S).run(within_s)


def _connected() -> Collection[Session]:
    """Without starting what would only be stopped."""
    return _services.connected if _services is not None else ()


async def stop() -> None:
    """Commit what waits, then let go of threads and connections; the next call starts anew."""
    global _services
    started, _services = _services, None
    try:
        if started is not None:
            await started.stop()
    finally:
        await asyncio.get_running_loop().run_in_executor(None, writer.stop)
