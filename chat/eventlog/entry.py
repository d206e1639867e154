"""An event as it travels: encoded once, then only passed on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from chat.eventlog.rows import EventRow
from chat.models import Event
from chat.protocol.cut import cut
from chat.protocol.frames import encode
from chat.protocol.position import Position

# Kinds with words in them: without their salt they are tombstones (see `erasure.py`).
SAID = {"post", "edit"}

# {"seq":…,"kind":"erased": with the longest number there is.
KIND_WITHIN = 48


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One event of a log: its place in the chain, and its JSON for the wire."""

    room_id: int
    seq: int
    prev: str
    digest: str
    wire: bytes

    @property
    def after(self) -> Position:
        """Where a reader stands who has this event."""
        return Position(self.seq, self.digest)

    @property
    def erases(self) -> bool:
        """Whether what somebody said before is gone with it. Its kind follows its number."""
        return self.wire.find(b'"kind":"erased"', 0, KIND_WITHIN) >= 0

    @property
    def before(self) -> Position:
        return Position(self.seq - 1, self.prev)


def entry(event: Event | EventRow, prev: str, by_name: str) -> Entry:
    """The event's header and content as one JSON object; `prev` is the digest before it."""
    header: dict[str, Any] = {
        "seq": event.seq,
        "kind": event.kind,
        "id": str(event.uuid),
        "by": {"id": str(event.by_id), "name": by_name},
        "at": event.at,
    }
    if not event.salt and event.kind in SAID:
        header["erased"] = True
    wire = encode(header)
    if event.content != "{}":
        wire = wire[:-1] + b"," + event.content[1:].encode()
    return Entry(event.room_id, event.seq, prev, event.digest, wire)


def frame(entries: Sequence[Entry]) -> bytes:
    """An `events` frame of contiguous entries of one room, ready to send."""
    events = b",".join(item.wire for item in entries)
    return b'{"type":"events","room":"%d","prev":"%s","events":[%s],"digest":"%s"}' % (
        entries[0].room_id,
        entries[0].prev.encode(),
        events,
        entries[-1].digest.encode(),
    )


def sliced(entries: Iterable[Entry], most_bytes: int) -> Iterator[list[Entry]]:
    """The entries in runs of at most `most_bytes` each, and at least one entry."""
    return cut(entries, lambda item: len(item.wire), most_bytes)


def content_of(wire: bytes) -> dict[str, Any]:
    """The event as a dict, for the few places that act on what it says."""
    decoded: dict[str, Any] = msgspec.json.decode(wire)
    return decoded
