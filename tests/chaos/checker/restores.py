"""Which history a moment belongs to: a restored backup ends one, and the next begins below.

Every copy is of the history that went on when it was put back, so each restore keeps what is at or
below its heads and drops what is above.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tests.chaos.checker.history import AnyRecord, Restored


class Restores(NamedTuple):
    """In order of time."""

    records: Sequence[Restored]

    @classmethod
    def among(cls, records: Iterable[AnyRecord]) -> "Restores":
        return cls([record for record in records if isinstance(record, Restored)])

    def drop(self, room: str, seq: int, since_ns: int) -> bool:
        """Whether what stood there at that time may be gone since."""
        return any(r.at_ns > since_ns and _head_seq(r, room) < seq for r in self.records)

    def histories_dropped(self, room: str, seq: int) -> int:
        """How many histories had this place and have it no more, at most."""
        return sum(_head_seq(record, room) < seq for record in self.records)

    def settled_ns(self, room: str, seq: int) -> int:
        """Since when this place is of the history that stands: 0 if always."""
        return max((r.at_ns for r in self.records if _head_seq(r, room) < seq), default=0)

    def fork_seq(self, room: str) -> int:
        """Above it, no history that was ended has anything of the one that stands."""
        return _head_seq(self.records[-1], room) if self.records else 0


def _head_seq(record: Restored, room: str) -> int:
    """0 of a room that was not there yet: all of it is dropped."""
    return record.heads.get(room, (0, ""))[0]
