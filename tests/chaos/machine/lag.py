"""How late the machine itself is: what only time decides says nothing while it was the bottleneck.

Nothing is lost or doubled because somebody looks late; but who is not at the end of the log within
a dead-line may be held up by the clients' own event loop.
"""

import asyncio

import msgspec

TICK_S = 0.05
# What timers and a busy scheduler always do is not counted.
LATE_S = 0.1
# A loop that was late for a larger share of the time had more to do than it could.
SHARE_MOST = 0.3


class Lag(msgspec.Struct):
    """Of an event loop: `late_s` of `watched_s` its turn came too late; `worst_s` at most."""

    watched_s: float = 0.0
    late_s: float = 0.0
    worst_s: float = 0.0

    @property
    def is_bottleneck(self) -> bool:
        return self.late_s > SHARE_MOST * self.watched_s

    async def watch(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            began_s = loop.time()
            await asyncio.sleep(TICK_S)
            self.note(loop.time() - began_s)

    def note(self, took_s: float) -> None:
        """One turn that was to take TICK_S."""
        self.watched_s += took_s
        late_s = took_s - TICK_S
        self.worst_s = max(self.worst_s, late_s)
        if late_s > LATE_S:
            self.late_s += late_s
