"""One record in words."""

from tests.chaos.checker.history import (
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
    Restored,
    Sent,
    Shown,
    Sighting,
    Skipped,
)
from tests.chaos.checker.violation import Violation

# Of a body, to know it again.
BODY_CHARS_MAX = 60


def told(record: AnyRecord, violation: Violation) -> str:
    match record:
        case Invoked(id=id):
            return f"posts {id} in room {record.room}: {_short(record.body)!r}"
        case Sent(id=id):
            return f"sends {id}"
        case Acked(id=id):
            return f"has {id} acknowledged at {record.room}/{record.seq} by its {record.via}"
        case Refused(id=id):
            return f"has {id} refused, {record.code}{', finally' if record.final else ''}"
        case Received():
            return _received(record, violation)
        case Located():
            return f"hears digest {record.digest} at {record.room}/{record.seq}"
        case Began():
            return f"begins to follow room {record.room} after {record.seq}"
        case Ended():
            return f"ends in room {record.room} at {record.seq} {record.digest}"
        case Skipped():
            return f"finds a hole after {record.room}/{record.seq}"
        case Shown():
            return f"shows {len(record.messages)} messages of room {record.room} at the end"
        case Asked():
            return f"asks for: {record.what} {record.target}, as {record.person}"
        case Answered():
            return f"is answered: {record.outcome} {record.result}".rstrip()
        case Restored():
            return f"restores a backup{_heads(record, violation)}"
        case Link():
            return record.what
        case _:
            return ""


def _short(body: str) -> str:
    return body if len(body) <= BODY_CHARS_MAX else body[:BODY_CHARS_MAX] + "…"


def _received(record: Received, violation: Violation) -> str:
    room = record.room
    hits = [
        event
        for event in record.events
        if event.id in violation.ids or (room, event.seq) in violation.places
    ]
    what = ", ".join(_hit(record, hit) for hit in hits) or _range(record)
    at = f", at {room}/{record.position[0]} {record.position[1]}" if record.position else ""
    return f"receives by {record.via}: {what}{at}"


def _hit(record: Received, hit: Sighting) -> str:
    dropped = " (dropped)" if hit.seq < record.applied_from else ""
    return f"{record.room}/{hit.seq} {hit.id}{dropped}"


def _range(record: Received) -> str:
    if not record.events:
        return f"nothing of room {record.room}"
    return f"{record.room}/{record.events[0].seq} to {record.room}/{record.events[-1].seq}"


def _heads(record: Restored, violation: Violation) -> str:
    rooms = sorted({room for room, _seq in violation.places})
    heads = [f"{room}/{record.heads[room][0]}" for room in rooms if room in record.heads]
    return f", up to {', '.join(heads)}" if heads else ""
