"""What a history claims, gathered once for all rules: who said which id, place and digest."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.chaos.checker.history import (
    Acked,
    AnyRecord,
    Ended,
    Invoked,
    Located,
    Received,
    Refused,
    Sighting,
)
from tests.chaos.checker.views import View, fold

Place = tuple[str, int]  # room, seq


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One event as it stands in the database. `digest` is the chain's after it, hexadecimal."""

    seq: int
    id: str
    kind: str
    by: str
    digest: str
    body: str | None = None


Log = Mapping[str, Sequence[LogEntry]]  # room -> its events, by ascending seq


@dataclass(slots=True)
class Facts:
    """A history and a log, indexed. Places are (room, seq)."""

    log: Log
    records: Sequence[AnyRecord]
    # in the order of invocation
    invoked: dict[str, Invoked] = field(default_factory=dict)
    # id -> every place an ack named
    acked: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    # id -> when its first ack came
    acked_at_ns: dict[str, int] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)
    # place -> every id seen there, by whom first ("the log", "an ack", a client)
    ids_at: dict[Place, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    digests_at: dict[Place, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    # place -> every distinct thing seen there
    sightings: dict[Place, set[Sighting]] = field(default_factory=lambda: defaultdict(set))
    views: dict[tuple[str, str], View] = field(default_factory=dict)
    deliveries: int = 0

    @property
    def unknown(self) -> list[str]:
        """Ids that were neither acknowledged nor finally refused: either fate is right."""
        return [id for id in self.invoked if id not in self.acked and id not in self.refused]

    def note(self, room: str, seen: Sighting, who: str) -> None:
        place = (room, seen.seq)
        self.ids_at[place].setdefault(seen.id, who)
        self.sightings[place].add(seen)
        self.deliveries += 1


def gather(records: Sequence[AnyRecord], log: Log) -> Facts:
    facts = Facts(log, records, views=fold(records))
    for room, entries in log.items():
        for entry in entries:
            facts.ids_at[room, entry.seq].setdefault(entry.id, "the log")
            facts.digests_at[room, entry.seq].setdefault(entry.digest, "the log")
    _gather_records(facts, records)
    return facts


def _gather_records(facts: Facts, records: Iterable[AnyRecord]) -> None:
    for record in records:
        match record:
            case Received(client=client, room=room, events=events):
                for seen in events:
                    facts.note(room, seen, client)
            case Located(client=client) | Ended(client=client):
                place = (record.room, record.seq)
                facts.digests_at[place].setdefault(record.digest, client)
            case Acked(id=id):
                facts.acked[id].add((record.room, record.seq))
                facts.acked_at_ns.setdefault(id, record.at_ns)
                facts.ids_at[record.room, record.seq].setdefault(id, "an ack")
            case Invoked(id=id):
                facts.invoked[id] = record
            case Refused(id=id, final=True):
                facts.refused[id] = record
            case _:
                pass
