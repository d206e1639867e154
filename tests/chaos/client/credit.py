"""What a client has taken and not yet told the server: the `seen` it owes.

From `docs/protocol.md`: after 32 events, or 32 KiB, or a quarter of `unseen_bytes` if that is less,
or 1 s with something unseen, and with each beat.
"""

from typing import Any

EVENTS_MAX = 32
BYTES_MAX = 32 * 1024
SHARE_MAX = 4
AGE_MAX_S = 1.0


class Credit:
    """Of one connection: a new one owes nothing. `bytes_max` follows from the server's limits."""

    def __init__(self) -> None:
        self.bytes_max = BYTES_MAX
        self._settle()

    def limit(self, unseen_bytes: int) -> None:
        self.bytes_max = min(BYTES_MAX, unseen_bytes // SHARE_MAX)

    def _settle(self) -> None:
        self._rooms: dict[str, int] = {}
        self._parts: list[str] = []
        self._events = self._bytes = 0
        self._since_s: float | None = None

    def events(self, room: str, seq: int, count: int, size: int, now_s: float) -> None:
        self._rooms[room] = max(seq, self._rooms.get(room, 0))
        self._events += count
        self._grow(size, now_s)

    def part(self, part: str, size: int, now_s: float) -> None:
        self._parts.append(part)
        self._grow(size, now_s)

    def _grow(self, size: int, now_s: float) -> None:
        self._bytes += size
        if self._since_s is None:
            self._since_s = now_s

    def due(self, now_s: float) -> dict[str, Any] | None:
        """The `seen` frame, if it is time for one."""
        if self._since_s is None:
            return None
        full = self._events >= EVENTS_MAX or self._bytes >= self.bytes_max
        if not full and now_s - self._since_s < AGE_MAX_S:
            return None
        frame = {"type": "seen", "rooms": self._rooms, "parts": self._parts}
        self._settle()
        return frame

    def for_beat(self) -> dict[str, Any]:
        """The `seen` field of a ping or pong: rooms only, so parts wait for their own frame."""
        if not self._rooms:
            return {}
        rooms, self._rooms, self._events = self._rooms, {}, 0
        if not self._parts:
            self._bytes, self._since_s = 0, None
        return {"seen": rooms}
