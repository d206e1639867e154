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
        self._next = 1  # tokens that are asked for next: those that were refused, or one

    def take(self, count: int = 1) -> bool:
        """Whether there were so many tokens; then they are taken, else none."""
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        taken = self._tokens >= count
        if taken:
            self._tokens -= count
        self._next = 1 if taken else count
        return taken

    @property
    def is_empty(self) -> bool:
        """As of the last `take`."""
        return self._tokens < self._next

    @property
    def retry_ms(self) -> int:
        """How long from the last `take` until the next can succeed."""
        return max(1, round((self._next - self._tokens) / self.rate * 1000))


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

    def take(self, key: str, count: int = 1) -> bool:
        """Whether there were so many tokens; then they are taken, else none."""
        with self._lock:
            now = self._clock()
            self._forget_full(now)
            _, bucket = self._buckets.pop(key, (now, None))
            if bucket is None:
                bucket = TokenBucket(self._rate, self._burst, self._clock)
            self._buckets[key] = now, bucket
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
            return bucket.take(count)

    def retry_ms(self, key: str) -> int:
        """How long until the key's next `take` can succeed; 0 if it can now."""
        with self._lock:
            asked_at, bucket = self._buckets.get(key, (0.0, None))
            if bucket is None or not bucket.is_empty:
                return 0
            return max(0, bucket.retry_ms - round((self._clock() - asked_at) * 1000))

    def _forget_full(self, now: float) -> None:
        while self._buckets:
            key, (asked_at, _) = next(iter(self._buckets.items()))
            if now - asked_at < self._burst / self._rate:
                return
            del self._buckets[key]
