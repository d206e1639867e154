"""The shortest telling of a violation: only the records that speak of its event or its place."""

from collections.abc import Sequence

from tests.chaos.checker.history import (
    Acked,
    AnyRecord,
    Began,
    Ended,
    Fault,
    Invoked,
    Link,
    Located,
    Received,
    Refused,
    Sent,
    Sighting,
)

# Enough to see what happened; a story that is longer is read from the saved history.
LINES_MAX = 16


def tell(
    records: Sequence[AnyRecord], *, ids: set[str], places: set[tuple[str, int]], client: str | None
) -> list[str]:
    """Returns lines in order of time. With `client`, other readers' receipts are left out."""
    teller = _Teller(ids, places, client)
    lines = [
        (record.at_ns, f"{record.client} {told}")
        for record in records
        if (told := teller.tell(record))
    ]
    return _with_times(_between(lines, records, teller.actors))


class _Teller:
    def __init__(self, ids: set[str], places: set[tuple[str, int]], client: str | None) -> None:
        self._ids, self._places, self._client = ids, places, client
        # whose connections are part of the story
        self.actors = {client} if client else set()
        # what the first reader got; that others got the same adds nothing
        self._told: set[str] = set()

    def tell(self, record: AnyRecord) -> str:
        match record:
            case Invoked() | Sent() | Acked() | Refused() if record.id in self._ids:
                self.actors.add(record.client)
                return _sending(record)
            case Received() if self._client in (None, record.client):
                return self._receipt(record)
            case Located() if self._client is None and self._is_at(record.room, record.seq):
                return self._once(f"hears digest {record.digest} at {record.room}/{record.seq}")
            case Began() | Ended() if record.client == self._client and self._is_in(record.room):
                return f"{type(record).__name__.lower()} in room {record.room} at {record.seq}"
            case _:
                return ""

    def _receipt(self, record: Received) -> str:
        hits = [e for e in record.events if e.id in self._ids or self._is_at(record.room, e.seq)]
        if not hits:
            return ""
        return self._once(
            f"receives by {record.via}: " + ", ".join(_hit(record, hit) for hit in hits)
        )

    def _once(self, told: str) -> str:
        if self._client is None and told in self._told:
            return ""
        self._told.add(told)
        return told

    def _is_at(self, room: str, seq: int) -> bool:
        return (room, seq) in self._places

    def _is_in(self, room: str) -> bool:
        return any(room == place[0] for place in self._places)


def _sending(record: Invoked | Sent | Acked | Refused) -> str:
    match record:
        case Invoked(id=id):
            return f"posts {id} in room {record.room}: {record.body!r}"
        case Sent(id=id):
            return f"sends {id}"
        case Acked(id=id):
            return f"has {id} acknowledged at {record.room}/{record.seq} by its {record.via}"
        case Refused(id=id):
            return f"has {id} refused, {record.code}{', finally' if record.final else ''}"


def _hit(record: Received, hit: Sighting) -> str:
    dropped = " (dropped)" if hit.seq < record.applied_from else ""
    return f"{record.room}/{hit.seq} {hit.id}{dropped}"


def _between(
    lines: list[tuple[int, str]], records: Sequence[AnyRecord], actors: set[str]
) -> list[tuple[int, str]]:
    """Adds the faults, and the links of those who act, within the time the story takes."""
    if not lines:
        return lines
    start_ns, end_ns = lines[0][0], lines[-1][0]
    around = [
        (record.at_ns, f"{record.client} {record.what}")
        for record in records
        if isinstance(record, Fault | Link)
        and start_ns <= record.at_ns <= end_ns
        and (isinstance(record, Fault) or record.client in actors)
    ]
    return sorted(lines + around, key=lambda line: line[0])


def _with_times(lines: list[tuple[int, str]]) -> list[str]:
    shown = [f"{(at_ns - lines[0][0]) / 1e6:10.1f} ms  {text}" for at_ns, text in lines[:LINES_MAX]]
    if len(lines) > LINES_MAX:
        shown.append(f"… and {len(lines) - LINES_MAX} more")
    return shown
