"""How much a client has been sent and has not confirmed with `seen`.

A slow reader costs at most `limit` bytes of memory; past it the log waits in the database.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable

from chat import metrics
from chat.protocol.position import Seq


class Credit:
    """`stalled` is called when something has to wait."""

    def __init__(self, limit: int, stalled: Callable[[], None] = lambda: None) -> None:
        self.limit, self._stalled = limit, stalled
        self.unseen = 0  # bytes of events, pages and resets sent and not seen
        # By room: the last seq of each frame, and its bytes.
        self._rooms: defaultdict[int, deque[tuple[Seq, int]]] = defaultdict(deque)
        self._parts: dict[str, tuple[int, int]] = {}  # part: (room, bytes)
        self._freed = asyncio.Event()

    def admits(self, size: int) -> bool:
        """Whether a frame of `size` bytes may go now; one frame always may."""
        return self.unseen == 0 or self.unseen + size <= self.limit

    @property
    def left(self) -> int:
        """Bytes that may still go; at least 1, for one frame is always allowed in the end."""
        return max(1, self.limit - self.unseen)

    async def wait_for(self, size: int) -> None:
        """Returns when a frame of `size` bytes may go."""
        if not self.admits(size):
            metrics.stalls.add()
        while not self.admits(size):
            self._freed.clear()
            self._stalled()
            await self._freed.wait()

    def spend(self, room: int, seq: Seq, size: int) -> None:
        """An `events` frame up to `seq` has gone."""
        self._rooms[room].append((seq, size))
        self.unseen += size

    def spend_part(self, room: int, part: str, size: int) -> None:
        """A slice of a page or reset has gone."""
        self._parts[part] = room, size
        self.unseen += size

    def seen(self, room: int, seq: Seq) -> None:
        frames = self._rooms.get(room)
        if frames is None:
            return
        freed = 0
        while frames and frames[0][0] <= seq:
            freed += frames.popleft()[1]
        if not frames:
            del self._rooms[room]
        self._free(freed)

    def seen_part(self, part: str) -> None:
        _, size = self._parts.pop(part, (0, 0))
        self._free(size)

    def forget(self, room: int) -> None:
        """The room is gone, unsubscribed or reset: what is out of it counts no more."""
        self._free(sum(size for _, size in self._rooms.pop(room, ())))
        for part in [part for part, (of, _) in self._parts.items() if of == room]:
            self.seen_part(part)

    def _free(self, size: int) -> None:
        self.unseen -= size
        self._freed.set()
