"""Whether something came in the time that is promised for it, on a busy machine too."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from tests.chaos.endurance.lateness import Lateness
from tests.servers.app import AppServer
from tests.servers.wire import Frame, Wire

# How long is waited for what should have come: most of it for the machine.
WAITED_S = 20.0
# What timers, three processes and the network add on a calm one.
SLACK_S = 0.25


class Promptness:
    """Counts the time in which neither this process nor a server was kept from running."""

    def __init__(self, servers: list[AppServer]) -> None:
        self._lateness = [Lateness(server.pid) for server in servers]

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        watches = [asyncio.create_task(late.watch()) for late in self._lateness]
        try:
            yield
        finally:
            for watch in watches:
                watch.cancel()
                with suppress(asyncio.CancelledError):
                    await watch

    async def told(self, wire: Wire, fits: Callable[[Frame], bool], within_s: float) -> Frame:
        """The first frame of the moment that fits. AssertionError if it came too late."""
        loop = asyncio.get_running_loop()
        since_s = loop.time()
        frame = await wire.told(fits, within_s + WAITED_S)
        took_s = loop.time() - since_s
        late_s = sum(late.within(since_s, since_s + took_s) for late in self._lateness)
        assert took_s - late_s <= within_s + SLACK_S, (
            f"it came after {took_s:.2f} s, {late_s:.2f} s of it the machine's; "
            f"promised: {within_s:g} s"
        )
        return frame
