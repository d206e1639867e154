"""How many connections one person, or one address, may have to this process."""

from collections import Counter
from collections.abc import Hashable


class Place:
    """One of the connections of a key; freed when it ends, however it ends."""

    def __init__(self, taken: Counter[Hashable], key: Hashable) -> None:
        self._taken, self._key = taken, key
        self._held = True
        taken[key] += 1

    def free(self) -> None:
        """Calling it again does nothing."""
        if self._held:
            self._held = False
            self._taken[self._key] -= 1
            if not self._taken[self._key]:
                del self._taken[self._key]


class Places:
    """At most `limit` for each key. None is a key without a limit: nobody knows who that is."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.taken: Counter[Hashable] = Counter()

    def full(self, key: Hashable | None) -> bool:
        return key is not None and self.taken[key] >= self._limit

    def take(self, key: Hashable | None) -> Place | None:
        """None if all are taken."""
        return None if self.full(key) else Place(self.taken, key)
