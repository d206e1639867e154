"""Everything a client, a fault or who runs the site can say of a run."""

from typing import Literal

import msgspec

# An operation other than a post: done, not done, or nobody knows.
Outcome = Literal["ok", "failed", "unknown"]


class Sighting(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One event, or message (kind "post"), as somebody saw it.

    `body` is absent where the kind has none, and of an erased post. `name` is what `by` was called.
    `who` is the person an event is about (join, leave, erased): id and name.
    """

    seq: int
    id: str
    kind: str
    by: str
    body: str | None = None
    name: str = ""
    who: tuple[str, str] | None = None


class Record(msgspec.Struct, frozen=True, gc=False, tag_field="record", omit_defaults=True):
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


class Received(Record, frozen=True, gc=False, tag="received"):
    """One frame of events, a page or a reset, as a reader took it.

    What is below `applied_from` was dropped because the reader had it (or, in a frame that did not
    fit or was not asked for any more, all of it: then `applied_from` is above the last). `via` is
    "events", "page" or "reset"; `first` marks the slice of a reset that throws the old view away,
    `stands_at` is on its last slice the seq that events continue.

    `position` says in which history it is: the frame's last seq and `digest`, or the `head` of the
    page or reset. `prev` is that of the events frame.
    """

    room: str
    via: Literal["events", "page", "reset"]
    events: tuple[Sighting, ...]
    applied_from: int = 0
    first: bool = True
    stands_at: int | None = None
    position: tuple[int, str] | None = None
    prev: str | None = None


class Located(Record, frozen=True, tag="located"):
    """Somebody said which digest the room has at `seq`: any `prev`, `digest` or `head`."""

    room: str
    seq: int
    digest: str


class Began(Record, frozen=True, tag="began"):
    """The client's view of the room starts, or starts anew, and has nothing up to `seq`."""

    room: str
    seq: int


class Ended(Record, frozen=True, tag="ended"):
    """Where the client was in the room when the run was over: it was a reader of that room.

    It does not hold what is at or below `past_seq`; `waits`: it asked for that.
    """

    room: str
    seq: int
    digest: str
    past_seq: int = 0
    waits: bool = False


class Skipped(Record, frozen=True, tag="skipped"):
    """The client was given something that leaves out what comes after `seq`, where it stands."""

    room: str
    seq: int


class Shown(Record, frozen=True, tag="shown"):
    """What a real page shows of a room when the run was over, oldest first, down to the newest.

    Of a message it does not know the `seq` (0) or `by` (""), if it shows none; one without a body
    is shown as deleted. `pending`: ids of own entries it shows as not sent yet, or as failed.
    """

    room: str
    messages: tuple[Sighting, ...]
    pending: tuple[str, ...] = ()


class Asked(Record, frozen=True, tag="asked"):
    """An operation other than a post was begun; `number` is unique within its client.

    The verdict knows `what`: "join", "leave" (`target`: the room's id), "create" (a room, `target`
    anything) and "erase" (the account `target`, a person's id).
    """

    number: int
    person: str
    what: str
    target: str


class Answered(Record, frozen=True, tag="answered"):
    """`result`: of a room that was made, its id. One that is never answered is unknown."""

    number: int
    outcome: Outcome
    result: str = ""


class Restored(Record, frozen=True, tag="restored"):
    """The database came back as an older copy of itself; `heads`: {room: (seq, digest)} there.

    The copy is of the history that went on until now. Written when no server can write yet.
    """

    heads: dict[str, tuple[int, str]]


class Link(Record, frozen=True, tag="link"):
    """The connection of a client came (CONNECTED) or went, or what it heard about that."""

    what: str


# What a link says when a connection is open, before its hello.
CONNECTED = "connected"


class Fault(Record, frozen=True, tag="fault"):
    """What was done to the system; `client` names the fault injector.

    `phase`: "began" and "healed" with the same `what`, or "" of what is over at once.
    """

    what: str
    phase: Literal["", "began", "healed"] = ""


AnyRecord = (
    Invoked
    | Sent
    | Acked
    | Refused
    | Received
    | Located
    | Began
    | Ended
    | Skipped
    | Shown
    | Asked
    | Answered
    | Restored
    | Link
    | Fault
)
