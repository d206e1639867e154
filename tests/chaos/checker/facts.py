"""What a history claims, gathered once for all rules, beside the log it is held against."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tests.chaos.checker.history import (
    Acked,
    Asked,
    Invoked,
    Outcome,
    Refused,
    Shown,
    Sighting,
    Skipped,
)
from tests.chaos.checker.restores import Restores
from tests.chaos.checker.views import View

Place = tuple[str, int]  # room, seq


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One event as it stands in the database. `digest` is the chain's after it, hexadecimal.

    `body` is what is there of a post: None once it is erased. `who` is whom it is about (join,
    leave, erased): id and name.
    """

    seq: int
    id: str
    kind: str
    by: str
    digest: str
    body: str | None = None
    who: tuple[str, str] | None = None


Log = Mapping[str, Sequence[LogEntry]]  # room -> its events, by ascending seq


class State(NamedTuple):
    """What the database says beside the log. `members` are (person, room), `erased` are people."""

    rooms: frozenset[str]
    members: frozenset[tuple[str, str]]
    erased: frozenset[str]


class Ack(NamedTuple):
    """`since_ns`: what was acknowledged cannot have been stored before; see `Gathering`."""

    record: Acked
    since_ns: int

    @property
    def place(self) -> Place:
        return self.record.room, self.record.seq


class Odd(NamedTuple):
    """Something seen in the history that stands, and not as it stands."""

    room: str
    seen: Sighting
    client: str


class Revived(NamedTuple):
    """The text or the name of somebody whose account was erased, given to somebody after that."""

    room: str
    seen: Sighting
    client: str
    erased_seq: int


@dataclass(slots=True)
class Erasure:
    """An account's in a room, by its event there. `known_ns`: the first time anybody knew."""

    seq: int
    name: str
    known_ns: int | None = None


@dataclass(slots=True)
class Operation:
    asked: Asked
    outcome: Outcome = "unknown"
    result: str = ""
    answered_ns: int = 0


@dataclass
class Facts:
    """A history and a log, indexed. Places are (room, seq)."""

    log: Log
    state: State | None
    restores: Restores
    # in the order of invocation
    invoked: dict[str, Invoked] = field(default_factory=dict)
    acks: list[Ack] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)
    odd: list[Odd] = field(default_factory=list)
    revived: list[Revived] = field(default_factory=list)
    # place -> digest -> who said so, where it is not the log's
    other_digests: dict[Place, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    # place -> what was seen there, by whom, in a history that a restore ended
    dropped: dict[Place, dict[Sighting, str]] = field(default_factory=lambda: defaultdict(dict))
    # client -> places where it went from one history to another without a reset
    stitched: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    erasures: dict[tuple[str, str], Erasure] = field(default_factory=dict)  # by room and person
    operations: list[Operation] = field(default_factory=list)
    views: dict[tuple[str, str], View] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    deliveries: int = 0

    @cached_property
    def entries(self) -> dict[str, dict[int, LogEntry]]:
        return {room: {e.seq: e for e in entries} for room, entries in self.log.items()}

    @cached_property
    def place_of(self) -> dict[str, Place]:
        """Where an id stands; the first of them, if there are more."""
        places: dict[str, Place] = {}
        for room, entries in self.log.items():
            for entry in entries:
                places.setdefault(entry.id, (room, entry.seq))
        return places

    @cached_property
    def acked(self) -> set[str]:
        return {ack.record.id for ack in self.acks}

    @cached_property
    def dropped_acks(self) -> set[str]:
        """Ids whose ack was of a history that was ended, as far as one can know."""
        return {
            ack.record.id
            for ack in self.acks
            if self.place_of.get(ack.record.id) != ack.place
            and self.restores.drop(*ack.place, ack.since_ns)
        }

    @cached_property
    def undone_erasures(self) -> set[str]:
        """People a restore may have brought back. Who saw that they were gone may still think so:

        their texts are no part of the chain, so no digest tells that they are there again.
        """
        return {
            operation.asked.target
            for operation in self.operations
            if operation.asked.what == "erase"
            and operation.outcome != "failed"
            and any(r.at_ns > operation.asked.at_ns for r in self.restores.records)
        }

    @property
    def unknown(self) -> list[str]:
        """Ids that were neither acknowledged nor finally refused: either fate is right."""
        return [id for id in self.invoked if id not in self.acked and id not in self.refused]

    def entry(self, room: str, seq: int) -> LogEntry | None:
        return self.entries.get(room, {}).get(seq)
