"""What happened in one run, in the order it happened: the history the checker judges.

A history is a flat list of records. Clients write them through a `Recorder`; nothing here
judges. One monotonic clock orders them all, so "acknowledged before that was invoked" means
what it says.
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec


class Sighting(msgspec.Struct, frozen=True, gc=False):
    """One event as somebody saw it. `body` is absent where the kind has none."""

    seq: int
    id: str
    kind: str
    by: str
    body: str | None = None


class Record(msgspec.Struct, frozen=True, tag_field="record"):
    """`at_ns` is the recorder's monotonic clock; `client` one client, not one person."""

    at_ns: int
    client: str


class Invoked(Record, frozen=True, tag="invoked"):
    """A person pressed Enter: from here on the outcome is open."""

    person: str
    id: str
    room: str
    body: str


class Sent(Record, frozen=True, tag="sent"):
    """The post left in a frame: the first time or again."""

    id: str


class Acked(Record, frozen=True, tag="acked"):
    """`via` is "ack", or "event" where the author's own event came first and counts as one."""

    id: str
    room: str
    seq: int
    via: str = "ack"


class Refused(Record, frozen=True, tag="refused"):
    """`final`: without `retry_ms`. One that is not final leaves the outcome open."""

    id: str
    code: str
    final: bool


class Received(Record, frozen=True, tag="received"):
    """One frame of events, a page or a reset, as a reader took it.

    Events below `applied_from` were dropped because the reader had them (or, in a frame that
    did not fit, all of them: then `applied_from` is above the last). `via` is "events", "page"
    or "reset"; `first` marks the slice of a reset that throws the old view away, `stands_at`
    is on its last slice the seq that events continue.
    """

    room: str
    via: str
    events: tuple[Sighting, ...]
    applied_from: int = 0
    first: bool = True
    stands_at: int | None = None


class Located(Record, frozen=True, tag="located"):
    """Somebody said which digest the room has at `seq`: any `prev`, `digest` or `head`."""

    room: str
    seq: int
    digest: str


class Began(Record, frozen=True, tag="began"):
    """The client's view of the room starts above `seq` (a subscription without `from`)."""

    room: str
    seq: int


class Ended(Record, frozen=True, tag="ended"):
    """Where the client was in the room when the run was over: it was a reader of that room."""

    room: str
    seq: int
    digest: str


class Link(Record, frozen=True, tag="link"):
    """The connection of a client came or went."""

    what: str


class Fault(Record, frozen=True, tag="fault"):
    """What was done to the system; `client` names the fault injector."""

    what: str


AnyRecord = Invoked | Sent | Acked | Refused | Received | Located | Began | Ended | Link | Fault


class Recorder:
    """Puts the time on records and keeps them: in `records`, or by `keep` somewhere else.

    `clock_ns` is monotonic, in nanoseconds; on Linux all processes share it.
    """

    def __init__(
        self,
        clock_ns: Callable[[], int] = time.monotonic_ns,
        keep: Callable[[AnyRecord], None] | None = None,
    ) -> None:
        self.records: list[AnyRecord] = []
        self._clock_ns = clock_ns
        self._keep = keep or self.records.append

    def invoked(self, client: str, person: str, id: str, room: str, body: str) -> None:
        self._keep(Invoked(self._clock_ns(), client, person, id, room, body))

    def sent(self, client: str, id: str) -> None:
        self._keep(Sent(self._clock_ns(), client, id))

    def acked(self, client: str, id: str, room: str, seq: int, via: str = "ack") -> None:
        self._keep(Acked(self._clock_ns(), client, id, room, seq, via))

    def refused(self, client: str, id: str, code: str, *, final: bool) -> None:
        self._keep(Refused(self._clock_ns(), client, id, code, final))

    def received(
        self,
        client: str,
        room: str,
        via: str,
        events: Iterable[Sighting],
        *,
        applied_from: int = 0,
        first: bool = True,
        stands_at: int | None = None,
    ) -> None:
        at_ns, seen = self._clock_ns(), tuple(events)
        self._keep(Received(at_ns, client, room, via, seen, applied_from, first, stands_at))

    def located(self, client: str, room: str, seq: int, digest: str) -> None:
        self._keep(Located(self._clock_ns(), client, room, seq, digest))

    def began(self, client: str, room: str, seq: int) -> None:
        self._keep(Began(self._clock_ns(), client, room, seq))

    def ended(self, client: str, room: str, seq: int, digest: str) -> None:
        self._keep(Ended(self._clock_ns(), client, room, seq, digest))

    def link(self, client: str, what: str) -> None:
        self._keep(Link(self._clock_ns(), client, what))

    def fault(self, what: str) -> None:
        self._keep(Fault(self._clock_ns(), "chaos", what))


def save(records: Iterable[AnyRecord], path: Path) -> None:
    """Writes one JSON object a line, so that a failed run can be judged again."""
    with path.open("wb") as file:
        for record in records:
            file.write(msgspec.json.encode(record) + b"\n")


def load(path: Path) -> list[AnyRecord]:
    decode = msgspec.json.Decoder(AnyRecord).decode
    with path.open("rb") as file:
        return [decode(line) for line in file]
