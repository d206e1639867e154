"""What the server sends. Ids of rooms, people and sessions are opaque strings on the wire."""

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from chat.protocol.frames.client import Reference
from chat.protocol.position import Position


class ServerFrame(Struct, tag_field="type", frozen=True, omit_defaults=True):
    """What the server sends."""


class PersonRef(Struct, frozen=True):
    id: str
    name: str


class Heartbeat(Struct, frozen=True):
    interval_ms: int
    timeout_ms: int


class Limits(Struct, frozen=True):
    frame_bytes: int
    body_chars: int
    unseen_bytes: int
    posts_per_s: int


class RoomState(Struct, frozen=True):
    """A room as one person sees it; without `role` it is one they may join."""

    id: str
    slug: str
    name: str
    kind: str
    head: Position
    posts: int
    read: int
    unread: int
    role: str | UnsetType = UNSET


class WireMessage(Struct, frozen=True):
    """A post with all that followed applied."""

    seq: int
    id: str
    by: PersonRef
    at: int
    body: str | UnsetType = UNSET
    html: str | UnsetType = UNSET
    reply_to: Reference | UnsetType = UNSET
    # True: its text is gone, `body` and `html` are absent.
    erased: bool | UnsetType = UNSET


class Welcome(ServerFrame, frozen=True, tag="welcome"):
    session: str
    you: PersonRef
    heartbeat: Heartbeat
    limits: Limits
    rooms: list[RoomState]
    at: int


class RoomChanged(ServerFrame, frozen=True, tag="room"):
    room: RoomState


class Gone(ServerFrame, frozen=True, tag="gone"):
    room: str
    code: str


class Events(ServerFrame, frozen=True, tag="events"):
    """`events` are contiguous and ascending; each is encoded once, by the log."""

    room: str
    prev: str
    events: list[msgspec.Raw]
    digest: str


class CaughtUp(ServerFrame, frozen=True, tag="caught_up"):
    room: str
    head: Position


class Reset(ServerFrame, frozen=True, tag="reset"):
    room: str
    messages: list[WireMessage]
    head: Position
    part: str
    more: bool = False
    older: bool = False


class Page(ServerFrame, frozen=True, tag="page"):
    id: str
    room: str
    messages: list[WireMessage]
    head: Position
    part: str
    more: bool = False
    older: bool = False


class Presence(ServerFrame, frozen=True, tag="presence"):
    """`here` says all, `came` and `went` what changed; with none of them only `count` is told."""

    room: str
    count: int
    here: list[PersonRef] | UnsetType = UNSET
    came: list[PersonRef] = []
    went: list[PersonRef] = []


class ServerTyping(ServerFrame, frozen=True, tag="typing"):
    room: str
    who: list[PersonRef]


class Ack(ServerFrame, frozen=True, tag="ack"):
    id: str
    room: str
    seq: int
    at: int


class Refused(ServerFrame, frozen=True, tag="refused"):
    id: str
    code: str
    detail: str
    retry_ms: int | UnsetType = UNSET


class ServerPing(ServerFrame, frozen=True, tag="ping"):
    n: int


class ServerPong(ServerFrame, frozen=True, tag="pong", omit_defaults=False):
    n: int


class Error(ServerFrame, frozen=True, tag="error"):
    code: str
    detail: str


class Bye(ServerFrame, frozen=True, tag="bye", omit_defaults=False):
    code: int
    reason: str
    reconnect: bool
    retry_ms: int = 0
    spread_ms: int = 0


AnyServerFrame = (
    Welcome
    | RoomChanged
    | Gone
    | Events
    | CaughtUp
    | Reset
    | Page
    | Presence
    | ServerTyping
    | Ack
    | Refused
    | ServerPing
    | ServerPong
    | Error
    | Bye
)


_encoder = msgspec.json.Encoder()


def encode(value: Any) -> bytes:
    """JSON, in UTF-8."""
    return _encoder.encode(value)
