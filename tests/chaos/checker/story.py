"""The shortest telling of a violation, for somebody who was not there.

What was said of its ids, then the fewest records that show it, then what went on meanwhile.
"""

from tests.chaos.checker.facts import Log, LogEntry, State
from tests.chaos.checker.gather import in_order
from tests.chaos.checker.history import (
    CONNECTED,
    Acked,
    Answered,
    AnyRecord,
    Asked,
    Began,
    Ended,
    Fault,
    Invoked,
    Link,
    Located,
    Received,
    Refused,
    Restored,
    Sent,
    Shown,
    Skipped,
)
from tests.chaos.checker.judge import breaks
from tests.chaos.checker.meanwhile import meanwhile
from tests.chaos.checker.shrink import Records, shrunk
from tests.chaos.checker.telling import told
from tests.chaos.checker.violation import Violation

# Enough to see what happened; a story that is longer is read from the saved history.
LINES_MAX = 24


class Teller:
    """`records` are in order of time."""

    def __init__(self, records: Records, log: Log, state: State | None) -> None:
        self._records, self._log, self._state = records, log, state
        self._background = [record for record in records if isinstance(record, Fault | Link)]

    def tell(self, violation: Violation) -> list[str]:
        """Returns lines in order of time."""
        certain = [record for record in self._records if _is_of_its_ids(record, violation)]
        around = [record for record in self._records if _may_show_it(record, violation)]
        kept = in_order([*certain, *self._least(violation, certain, around)])
        lines = [(r.at_ns, f"{r.client} {text}") for r in kept if (text := told(r, violation))]
        actors = {record.client for record in kept}
        return _with_times(meanwhile(lines, self._background, actors))

    def _least(self, violation: Violation, certain: Records, around: Records) -> Records:
        excerpt = _excerpt(self._log, violation, around)

        def shows_it(fewer: Records) -> bool:
            return breaks(violation, [*certain, *fewer], excerpt, self._state)

        return shrunk(around, shows_it) if shows_it(around) else around


def _is_of_its_ids(record: AnyRecord, violation: Violation) -> bool:
    match record:
        case Invoked() | Sent() | Acked() | Refused():
            return record.id in violation.ids
        case Restored():
            return True
        case _:
            return False


def _may_show_it(record: AnyRecord, violation: Violation) -> bool:
    client, places = violation.client, violation.places
    match record:
        case Asked() | Answered():
            return record.client == client or not violation.ids
        case Link(what=what):
            return what == CONNECTED and record.client == client
        case Received() | Shown() | Skipped() | Began() | Ended() | Located() if (
            record.client == client
        ):
            return not places or any(record.room == room for room, _seq in places)
        case Received(room=room, events=events):
            return any(e.id in violation.ids or (room, e.seq) in places for e in events)
        case Located(room=room, seq=seq) | Ended(room=room, seq=seq):
            return (room, seq) in places
        case _:
            return False


def _excerpt(log: Log, violation: Violation, around: Records) -> Log:
    """What of the log the violation and the records speak of, and where it ends."""
    named = set(violation.places)
    for record in around:
        match record:
            case Received(room=room, position=position, events=events):
                named |= {(room, position[0])} if position else set()
                named |= {(room, events[0].seq - 1)} if events else set()
            case Located(room=room, seq=seq) | Ended(room=room, seq=seq):
                named.add((room, seq))
            case _:
                pass
    rooms = {room for room, _seq in named}

    def speaks(room: str, entry: LogEntry) -> bool:
        return entry.id in violation.ids or (room, entry.seq) in named or entry.kind == "erased"

    excerpt = {
        room: [e for e in entries if speaks(room, e) or (room in rooms and e is entries[-1])]
        for room, entries in log.items()
    }
    return {room: entries for room, entries in excerpt.items() if entries}


def _with_times(lines: list[tuple[int, str]]) -> list[str]:
    shown = [f"{(at_ns - lines[0][0]) / 1e6:10.1f} ms  {text}" for at_ns, text in lines[:LINES_MAX]]
    if len(lines) > LINES_MAX:
        shown.append(f"… and {len(lines) - LINES_MAX} more")
    return shown
