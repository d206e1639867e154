"""One room as a client holds it: a position, and the rules by which events move it.

Written from `docs/protocol.md`, "Logs and positions", and sharing nothing with the server.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.checker.history import Sighting

EMPTY_DIGEST = "0" * 16


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a frame. `applied_from` is above its last event if nothing was applied.

    `fits` is false on a hole or a wrong `prev`: the client must subscribe from where it is.
    """

    applied_from: int
    fits: bool


class Replica:
    """The position in one room; not `known` until a subscription without `from` is answered."""

    def __init__(self, seq: int = 0, digest: str = EMPTY_DIGEST, *, known: bool = True) -> None:
        self.seq = seq
        self.digest = digest
        self.known = known

    @property
    def position(self) -> dict[str, int | str]:
        return {"seq": self.seq, "digest": self.digest}

    def stand_at(self, seq: int, digest: str) -> None:
        self.seq, self.digest, self.known = seq, digest, True

    def take(self, prev: str, events: Sequence[Sighting], digest: str) -> Taken:
        """Applies what continues the position; drops what it has."""
        first_seq, last_seq = events[0].seq, events[-1].seq
        nothing = last_seq + 1
        if not self.known or last_seq <= self.seq:
            return Taken(nothing, fits=True)
        if first_seq > self.seq + 1 or (first_seq == self.seq + 1 and prev != self.digest):
            return Taken(nothing, fits=False)
        applied_from = self.seq + 1
        self.seq, self.digest = last_seq, digest
        return Taken(applied_from, fits=True)

    def is_at(self, seq: int, digest: str) -> bool:
        return self.known and (self.seq, self.digest) == (seq, digest)
