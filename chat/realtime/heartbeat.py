"""The server's side of noticing a dead link.

After a silence of twice the interval the peer is pinged; if nothing comes within the time-out, it
is gone. Before `hello` the peer may be an older client, whose own beats are all there is to hear:
it is given `SILENCE_S`.
"""

import asyncio
from collections.abc import Callable

# Longer than the 60 s of the slowest of the older clients (requirements A5c), twice and a half.
SILENCE_S = 150.0


class Heartbeat:
    def __init__(
        self, loop: asyncio.AbstractEventLoop, ping: Callable[[], None], dead: Callable[[], None]
    ) -> None:
        self._loop, self._ping, self._dead = loop, ping, dead
        self._heard = loop.time()
        self._patience_s = SILENCE_S
        self._timeout_s = 0.0  # how long a ping may stay unanswered; 0: do not ping
        self._timer = loop.call_at(self._heard + self._patience_s, self._check)

    def heard(self) -> None:
        """Any frame is life. The timer stays: it looks here when it fires."""
        self._heard = self._loop.time()

    def greeted(self, interval_s: float, timeout_s: float) -> None:
        """The peer said hello, so it answers pings."""
        self._patience_s, self._timeout_s = 2 * interval_s, timeout_s
        self._wait_until(self._heard + self._patience_s)

    def stop(self) -> None:
        self._timer.cancel()

    def _wait_until(self, at: float) -> None:
        self._timer.cancel()
        self._timer = self._loop.call_at(at, self._check)

    def _check(self) -> None:
        due = self._heard + self._patience_s
        if self._loop.time() < due:
            self._wait_until(due)
        elif self._timeout_s == 0:
            self._dead()
        else:
            self._ping()
            self._timer = self._loop.call_later(self._timeout_s, self._verdict, self._heard)

    def _verdict(self, heard_when_pinged: float) -> None:
        if self._heard == heard_when_pinged:
            self._dead()
        else:
            self._wait_until(self._heard + self._patience_s)
