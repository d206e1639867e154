"""A room that somebody here follows: where its log ends, and who is there."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from chat.eventlog.entry import Entry, frame, sliced
from chat.protocol.position import Position
from chat.realtime.shared_frame import SharedFrame

logger = logging.getLogger(__name__)

# The last events are kept, so that who is just behind catches up without the database.
TAIL_BYTES = 32 * 1024


class LiveFrame(SharedFrame):
    """An `events` frame, encoded once for all who are live in its room."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__(frame(entries))
        self.room_id = entries[0].room_id
        self.before, self.after = entries[0].before, entries[-1].after
        self.last_seq = entries[-1].seq


class Member(Protocol):
    def failed(self, error: Exception) -> None:
        """It met a fault of ours: its session ends, and the others' go on."""


class Follower(Member, Protocol):
    """Somebody's subscription to the room."""

    person_id: int

    def deliver(self, live: LiveFrame) -> None:
        """Only to the live ones, and only what continues what they have."""

    def announce(self, announcement: SharedFrame) -> bool:
        """A frame of the moment, to a live one; False if it was dropped, being too much now."""

    def reset(self) -> None:
        """What this follower has is no longer the history."""


class Observer(Member, Protocol):
    """Somebody whose own log it is."""

    def observe(self, entries: Sequence[Entry]) -> None:
        """What was appended, whether or not it can be delivered now."""

    def start_over(self) -> None:
        """What it has said until now is no longer the history."""


class Topic:
    def __init__(self, room_id: int) -> None:
        self.room_id = room_id
        self.head: Position | None = None  # None until it has been read
        self.followers: set[Follower] = set()
        self.live: set[Follower] = set()  # those who have everything up to the head
        self.observers: set[Observer] = set()
        # Arrived before the head was read, or before what comes between it and the head.
        self.ahead: list[Entry] = []
        self.loading: asyncio.Task[None] | None = None
        self.catching_up: asyncio.Task[None] | None = None
        self.doubted = False  # the log may hold more than we know, or another history
        self._tail: deque[Entry] = deque()
        self._tail_bytes = 0

    def append(self, entries: Sequence[Entry]) -> None:
        """They continue the head."""
        self.head = entries[-1].after
        for item in entries:
            if item.erases:  # texts before it must not be sent again: the log has them no more
                self._tail.clear()
                self._tail_bytes = 0
            self._tail.append(item)
            self._tail_bytes += len(item.wire)
        while self._tail_bytes > TAIL_BYTES:
            self._tail_bytes -= len(self._tail.popleft().wire)

    def since(self, position: Position, most_bytes: int) -> list[Entry]:
        """The next events after it, if the tail still has them all; else nothing."""
        found = [item for item in self._tail if item.seq > position.seq]
        if not found or found[0].before != position:
            return []
        return next(sliced(found, most_bytes))

    @property
    def deserted(self) -> bool:
        return not self.followers and not self.observers

    def start_over(self, head: Position) -> None:
        """Another history: nothing kept is of it."""
        self.head = head
        self.ahead = []
        self._tail.clear()
        self._tail_bytes = 0
        self.live.clear()


def announced(follower: Follower, announcement: SharedFrame) -> bool:
    """What `announce` says; False too if that ended the session."""
    try:
        return follower.announce(announcement)
    except Exception as error:
        let_go(follower, error)
        return False


def let_go(member: Member, error: Exception) -> None:
    """Whoever tells many goes on with the next one."""
    try:
        member.failed(error)
    except Exception:
        logger.exception("A session that failed did not end as it should")
