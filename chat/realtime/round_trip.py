"""How long the server's pings take to come back."""

import asyncio

from chat import metrics


class RoundTrip:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._pings = 0
        self._began_at: float | None = None  # as the loop counts; None: no answer is waited for

    def begin(self) -> int:
        """The number of the ping that goes now."""
        self._pings += 1
        self._began_at = self._loop.time()
        return self._pings

    def end(self, n: int) -> None:
        """A pong came; one that answers nothing is no news."""
        if n == self._pings and self._began_at is not None:
            metrics.round_trip.observe(self._loop.time() - self._began_at)
            self._began_at = None
