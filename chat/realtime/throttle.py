"""Token buckets: a burst is welcome, a flood is not."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


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
    def is_empty(self) -> bool:
        """As of the last `take`."""
        return self._tokens < 1

    @property
    def retry_ms(self) -> int:
        """How long from the last `take` until the next token."""
        return max(1, round((1 - self._tokens) / self.rate * 1000))


class KeyedBuckets:
    """A bucket for each key, such as an address or a person. Of this process; any thread may ask.

    A bucket that must be full again is forgotten: it is as good as a new one. `most` keys are kept
    at a time, so that a flood of addresses costs memory for no more.
    """

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float], most: int = 100_000
    ) -> None:
        self._rate, self._burst, self._clock, self._most = rate, burst, clock, most
        # The one asked longest ago is first.
        self._buckets: OrderedDict[str, tuple[float, TokenBucket]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str) -> bool:
        """Whether there was a token; it is taken."""
        with self._lock:
            now = self._clock()
            self._forget_full(now)
            _, bucket = self._buckets.pop(key, (now, None))
            if bucket is None:
                bucket = TokenBucket(self._rate, self._burst, self._clock)
            self._buckets[key] = now, bucket
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
            return bucket.take()

    def retry_ms(self, key: str) -> int:
        """How long from its last `take` until the key's next token; 0 if it has one."""
        with self._lock:
            found = self._buckets.get(key)
            return found[1].retry_ms if found and found[1].is_empty else 0

    def _forget_full(self, now: float) -> None:
        while self._buckets:
            key, (asked_at, _) = next(iter(self._buckets.items()))
            if now - asked_at < self._burst / self._rate:
                return
            del self._buckets[key]
