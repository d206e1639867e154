"""One direction of a connection, through which things pass late, or not at all for a while."""

import asyncio
from collections import deque
from collections.abc import Callable

Step = Callable[[], object]

# More than a playground ever sends; a page that floods its own black hole is cut.
MOST_WAITING = 10_000


class Line:
    """Passes steps on in their order. As TCP does over a bad network: nothing is dropped, all of it
    comes late. `overfull` is called when too much waits.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, overfull: Step) -> None:
        self._loop, self._overfull = loop, overfull
        self._waiting: deque[tuple[float, Step]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self.delay_s = 0.0
        self.swallows = False

    def pass_on(self, step: Step) -> None:
        if not self._waiting and not self.delay_s and not self.swallows:
            step()
            return
        self._waiting.append((self._loop.time() + self.delay_s, step))
        if len(self._waiting) > MOST_WAITING:
            self.clear()
            self._overfull()
        else:
            self.look()

    def look(self) -> None:
        """Pass on what is due; called again after a change of `delay_s` or `swallows`."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting and not self.swallows:
            due, step = self._waiting[0]
            if due > self._loop.time():
                self._timer = self._loop.call_at(due, self.look)
                return
            self._waiting.popleft()
            step()

    def clear(self) -> None:
        """The connection is gone, and what waited with it."""
        self._waiting.clear()
        self.look()
