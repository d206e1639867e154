"""Holds every record against the log, in order of time, and keeps what the rules must judge."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter

from tests.chaos.checker.facts import Ack, Erasure, Facts, Log, Odd, Operation, Revived, State
from tests.chaos.checker.history import (
    CONNECTED,
    Acked,
    Answered,
    AnyRecord,
    Asked,
    Began,
    Ended,
    Invoked,
    Link,
    Located,
    Received,
    Refused,
    Sent,
    Shown,
    Sighting,
    Skipped,
)
from tests.chaos.checker.restores import Restores
from tests.chaos.checker.views import fold


def gather(records: Iterable[AnyRecord], log: Log, state: State | None = None) -> Facts:
    """Clients write apart: their records are brought in order of time first."""
    ordered = in_order(records)
    facts = Facts(log, state, Restores.among(ordered))
    for room, entries in log.items():
        for entry in entries:
            if entry.kind == "erased" and entry.who:
                facts.erasures[room, entry.who[0]] = Erasure(entry.seq, entry.who[1])
    Gathering(facts).take(ordered)
    facts.views = fold(ordered)
    return facts


def in_order(records: Iterable[AnyRecord]) -> list[AnyRecord]:
    return sorted(records, key=attrgetter("at_ns"))


class Gathering:
    """One pass over the records."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        # client -> when its connection was opened
        self._opened_ns: dict[str, int] = defaultdict(int)
        # id -> when it was first sent
        self._sent_ns: dict[str, int] = {}
        self._asked: dict[tuple[str, int], Operation] = {}
        self._erasing: dict[str, dict[str, Erasure]] = defaultdict(dict)
        for (room, person), erasure in facts.erasures.items():
            self._erasing[room][person] = erasure

    def take(self, records: Sequence[AnyRecord]) -> None:
        facts = self._facts
        for record in records:
            match record:
                case Received():
                    self._received(record)
                case Sent():
                    self._sent_ns.setdefault(record.id, record.at_ns)
                case Acked():
                    facts.acks.append(Ack(record, self._earliest_ns(record)))
                case Invoked():
                    facts.invoked[record.id] = record
                case Refused(final=True):
                    facts.refused[record.id] = record
                case Located() | Ended():
                    self._located(record.room, record.seq, record.digest, record.client)
                case Link(what=what) if what == CONNECTED:
                    self._opened_ns[record.client] = record.at_ns
                case Asked():
                    operation = Operation(record)
                    facts.operations.append(operation)
                    self._asked[record.client, record.number] = operation
                case Answered():
                    self._answered(record)
                case Shown():
                    facts.shown.append(record)
                case Skipped():
                    facts.skipped.append(record)
                case Began():
                    pass  # of views alone

    def _earliest_ns(self, acked: Acked) -> int:
        """An answer may have been long on its way, but no longer than what it came by."""
        return max(self._opened_ns[acked.client], self._sent_ns.get(acked.id, 0))

    def _answered(self, record: Answered) -> None:
        operation = self._asked.get((record.client, record.number))
        if operation is None:
            return  # in a story that goes without the question
        operation.outcome, operation.result = record.outcome, record.result
        operation.answered_ns = record.at_ns
        if operation.asked.what == "erase" and record.outcome == "ok":
            for (room, person), erasure in self._facts.erasures.items():
                if person == operation.asked.target:
                    self._known(room, erasure, record.at_ns)

    def _known(self, room: str, erasure: Erasure, at_ns: int) -> None:
        """Unless what was known then was dropped, and erased again later."""
        if erasure.known_ns is None and not self._facts.restores.drop(room, erasure.seq, at_ns):
            erasure.known_ns = at_ns

    def _located(self, room: str, seq: int, digest: str, who: str) -> bool:
        """Whether this is a position of the history that stands."""
        if seq == 0:
            return True
        entry = self._facts.entry(room, seq)
        if entry is not None and entry.digest == digest:
            return True
        self._facts.other_digests[room, seq].setdefault(digest, who)
        return False

    def _received(self, record: Received) -> None:
        facts, room = self._facts, record.room
        facts.deliveries += len(record.events)
        position = record.position
        stands = position is None or self._located(room, *position, record.client)
        if record.prev is not None and record.events:
            self._joined(record, record.prev, stands)
        if stands or position is None or not facts.restores.histories_dropped(room, position[0]):
            self._hold_against_the_log(record)
        else:
            for seen in record.events:
                facts.dropped[room, seen.seq].setdefault(seen, record.client)

    def _joined(self, record: Received, prev: str, stands: bool) -> None:
        """A frame is of one history. It may leave the one that stands, where they forked."""
        room, seq = record.room, record.events[0].seq - 1
        began_there = self._located(room, seq, prev, record.client)
        forks = began_there and not stands
        if (stands and not began_there) or (forks and seq > self._facts.restores.fork_seq(room)):
            self._facts.stitched[record.client].add((room, seq + 1))

    def _hold_against_the_log(self, record: Received) -> None:
        room, erasing = record.room, self._erasing.get(record.room)
        entries = self._facts.entries.get(room, {})
        for seen in record.events:
            entry = entries.get(seen.seq)
            if (
                entry is None
                or entry.id != seen.id
                or entry.kind != seen.kind
                or entry.by != seen.by
                or entry.body != seen.body
            ):
                self._facts.odd.append(Odd(room, seen, record.client))
            if erasing:
                self._hold_against_erasures(record, seen, erasing)

    def _hold_against_erasures(
        self, record: Received, seen: Sighting, erasing: dict[str, Erasure]
    ) -> None:
        if seen.kind == "erased" and seen.who and seen.who[0] in erasing:
            self._known(record.room, erasing[seen.who[0]], record.at_ns)
            return
        for person, name, said in _people(seen):
            erasure = erasing.get(person)
            if erasure is None or seen.seq >= erasure.seq:
                continue
            if (said or name not in ("", erasure.name)) and self._is_after(record, erasure):
                self._facts.revived.append(Revived(record.room, seen, record.client, erasure.seq))
                return

    def _is_after(self, record: Received, erasure: Erasure) -> bool:
        """The frame has the erasure in it, or was made for somebody who came after it."""
        if record.position is not None and record.position[0] >= erasure.seq:
            return True
        known_ns = erasure.known_ns
        return known_ns is not None and self._opened_ns[record.client] > known_ns


def _people(seen: Sighting) -> list[tuple[str, str, bool]]:
    """Whom it speaks of: id, name, and whether it has something they said."""
    people = [(seen.by, seen.name, seen.body is not None)]
    return people if seen.who is None else [*people, (*seen.who, False)]
