"""What a client sends. Decoded by `chat.protocol.decoding`."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from chat.protocol.frames.fields import (
    HELLO_ROOMS,
    HISTORY_LIMIT,
    SEEN_ROOMS,
    HistoryId,
    IntentId,
    RoomId,
    ShortText,
    Text,
)
from chat.protocol.position import Position, Seq

SeenRooms = Annotated[dict[RoomId, Seq], Meta(max_length=SEEN_ROOMS)]


class ClientFrame(Struct, tag_field="type", frozen=True, omit_defaults=True):
    """What a client sends. Unknown fields are ignored: an older server meets newer clients."""


class LastClose(Struct, frozen=True):
    """How the client's previous connection ended, for the statistics."""

    code: Annotated[int, Meta(ge=0, le=4999)] | UnsetType = UNSET
    reason: ShortText | UnsetType = UNSET
    clean: bool | UnsetType = UNSET
    cause: ShortText | UnsetType = UNSET
    uptime_ms: Seq | UnsetType = UNSET
    rtt_ms: Annotated[float, Meta(ge=0)] | UnsetType = UNSET
    attempts: Seq | UnsetType = UNSET


class Hello(ClientFrame, frozen=True, tag="hello"):
    client: ShortText = ""
    rooms: Annotated[dict[RoomId, Position], Meta(max_length=HELLO_ROOMS)] = {}
    replaces: ShortText | UnsetType = UNSET
    last_close: LastClose | UnsetType = UNSET


class Ping(ClientFrame, frozen=True, tag="ping"):
    n: Seq = 0
    seen: SeenRooms = {}


class Pong(ClientFrame, frozen=True, tag="pong"):
    n: Seq = 0
    seen: SeenRooms = {}


class Seen(ClientFrame, frozen=True, tag="seen"):
    rooms: SeenRooms = {}
    parts: list[ShortText] = []


# `from` is a word of Python, so the field has another name here.
class Subscribe(ClientFrame, frozen=True, tag="subscribe", rename={"since": "from"}):
    room: RoomId
    since: Position | UnsetType = UNSET


class Unsubscribe(ClientFrame, frozen=True, tag="unsubscribe"):
    room: RoomId


class Reference(Struct, frozen=True):
    """A message, by its place and its id."""

    seq: Seq
    id: IntentId


class Post(ClientFrame, frozen=True, tag="post"):
    id: IntentId
    room: RoomId
    body: Text
    prior: IntentId | UnsetType = UNSET
    reply_to: Reference | UnsetType = UNSET
    files: Any = UNSET


class Read(ClientFrame, frozen=True, tag="read"):
    room: RoomId
    seq: Seq
    back: bool = False


class Typing(ClientFrame, frozen=True, tag="typing"):
    room: RoomId
    on: bool


class History(ClientFrame, frozen=True, tag="history"):
    id: HistoryId
    room: RoomId
    before: Seq | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=HISTORY_LIMIT)] = 50


AnyClientFrame = (
    Hello | Ping | Pong | Seen | Subscribe | Unsubscribe | Post | Read | Typing | History
)
