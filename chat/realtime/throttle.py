"""Token buckets: a burst is welcome, a flood is not."""

from collections.abc import Callable


class TokenBucket:
    """`rate` tokens a second, up to `burst`. `clock` counts seconds."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self.rate, self.burst, self._clock = rate, burst, clock
        self._tokens = burst
        self._at = clock()

    def take(self) -> bool:
        """Whether there was a token; it is taken."""
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    @property
    def retry_ms(self) -> int:
        """How long until the next token."""
        return max(1, round((1 - self._tokens) / self.rate * 1000))
