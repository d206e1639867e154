"""Reading the log. Everything here blocks: call it on a reader's thread (`readers.py`)."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Least
from msgspec import UNSET, UnsetType

from chat.eventlog.entry import Entry, entry
from chat.eventlog.snapshot import snapshot
from chat.models import DatabaseNow, Event, Membership, Message, Room
from chat.protocol.frames import PersonRef, Reference, RoomState, WireMessage
from chat.protocol.position import EMPTY, Position

# Rows fetched at a time; a frame is cut by bytes, this only bounds what one query brings.
EVENTS_A_QUERY = 128
# Of bodies and their HTML in one page: 16 of the longest messages. In memory at most four times as
# many bytes (emoji) and as many again once encoded, held for as long as a client does not confirm
# what it has got of the page.
PAGE_CHARS = 128 * 1024
PAGE_CHUNK = 16
# Among so many unread posts of a room one's own are looked for; with more nobody counts them, and a
# welcome stays quick.
OWN_LOOKED_FOR = 500
# A longer gap is not replayed: the client gets `reset` and reads the past as it scrolls.
REPLAY_EVENTS = 10_000


class Slice(NamedTuple):
    """Messages of a room, ascending, and the head of the log they were read under."""

    messages: list[WireMessage]
    head: Position
    older: bool


class Look(NamedTuple):
    """Heads of rooms, and when they were read by the database's clock.

    Where there were none, when the last look was: nothing has changed since.
    """

    heads: dict[int, Position]
    at_ms: int


class Opening(NamedTuple):
    """What a subscriber learns of a room: where the log ends, and whether theirs leads there."""

    head: Position
    continues: bool


def holds(room_id: int, position: Position) -> bool:
    """Whether the log has, or had, its head at this very position."""
    if position.seq == EMPTY.seq:
        return position.digest == EMPTY.digest
    return Event.objects.filter(room=room_id, seq=position.seq, digest=position.digest).exists()


def events_after(room_id: int, position: Position, most_bytes: int) -> list[Entry] | None:
    """The next entries, at least one if there is one; None if this is not our history."""
    with snapshot():
        if not holds(room_id, position):
            return None
        rows = (
            Event.objects.filter(room=room_id, seq__gt=position.seq)
            .select_related("by")
            .order_by("seq")[:EVENTS_A_QUERY]
        )
        entries: list[Entry] = []
        size, prev = 0, position.digest
        for row in rows:
            item = entry(row, prev, row.by.name)
            size += len(item.wire)
            if entries and size > most_bytes:
                break
            entries.append(item)
            prev = row.digest
    return entries


def opening(person_id: int, room_id: int, since: Position | None) -> Opening | None:
    """How a subscription of this person begins; None if the room is not theirs."""
    with snapshot():
        room = _rooms_of(person_id).filter(pk=room_id).first()
        if room is None:
            return None
        if since is None:
            return Opening(room.head, True)
        near = room.head_seq - since.seq <= REPLAY_EVENTS
        return Opening(room.head, near and holds(room_id, since))


def head(room_id: int) -> Position:
    """Where the room's log ends; at its beginning if there is no such room."""
    room = Room.objects.filter(pk=room_id).first()
    return room.head if room else EMPTY


def heads_changed_since(looked_at_ms: int | None, window_ms: int, also: Iterable[int]) -> Look:
    """Heads of the rooms that changed since a window before the last look, and of those named.

    By the database's clock, which may have jumped since. None: nobody has looked yet.
    """
    if looked_at_ms is None:
        looked_at_ms = _database_now()
    since = Least(Value(looked_at_ms, BigIntegerField()), DatabaseNow()) - window_ms
    rows = Room.objects.filter(Q(changed_at__gte=since) | Q(pk__in=list(also)))
    heads = {}
    for pk, seq, digest, now_ms in rows.values_list("pk", "head_seq", "head_digest", DatabaseNow()):
        heads[pk], looked_at_ms = Position(seq, digest), now_ms
    return Look(heads, looked_at_ms)


def _database_now() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {DatabaseNow.sql(connection.vendor)}")
        return int(cursor.fetchone()[0])


def page(person_id: int, room_id: int, before: int | None, limit: int) -> Slice | None:
    """The last messages before that seq (None: the newest); None if not theirs.

    `limit` of them, or fewer where they are long: a page may wait for a client that reads nothing.
    """
    with snapshot():
        room = _rooms_of(person_id).filter(pk=room_id).first()
        if room is None:
            return None
        rows = Message.objects.filter(room=room_id).select_related("by").order_by("-seq")
        if before is not None:
            rows = rows.filter(seq__lt=before)
        newest_first, older = _fitting(rows[: limit + 1].iterator(PAGE_CHUNK), limit)
    return Slice([_wire(row) for row in reversed(newest_first)], room.head, older)


def _fitting(rows: Iterable[Message], limit: int) -> tuple[list[Message], bool]:
    """Those that make a page, and whether there are others."""
    taken: list[Message] = []
    chars = 0
    for row in rows:
        chars += len(row.body) + len(row.html)
        if taken and (len(taken) == limit or chars > PAGE_CHARS):
            return taken, True
        taken.append(row)
    return taken, False


def _wire(row: Message) -> WireMessage:
    by = PersonRef(str(row.by_id), row.by.name)
    reply_to: Reference | UnsetType = UNSET
    if row.reply_to_seq is not None:
        reply_to = Reference(row.reply_to_seq, str(row.reply_to_uuid))
    about = (row.seq, str(row.uuid), by, row.at)
    if row.erased:
        return WireMessage(*about, UNSET, UNSET, reply_to, erased=True)
    return WireMessage(*about, row.body, row.html, reply_to)


def rooms_of(person_id: int) -> list[RoomState]:
    """The person's rooms as they see them, their own log first, the rest by name."""
    with snapshot():
        own = Room.objects.get(self_of=person_id)
        joined = _member_states(_memberships(person_id).order_by("room__name", "room_id"))
    return [_state(own, read=own.head_seq, unread=0), *joined]


def room_of(person_id: int, room_id: int) -> RoomState | None:
    """One room as this member sees it; None if the person is no member."""
    with snapshot():
        return next(iter(_member_states(_memberships(person_id).filter(room=room_id))), None)


def public_rooms(not_joined_by: int) -> list[RoomState]:
    """Rooms this person may join, by name."""
    mine = Membership.objects.filter(person=not_joined_by).values("room")
    rows = Room.objects.filter(kind=Room.Kind.PUBLIC).exclude(pk__in=mine).order_by("name", "pk")
    return [_state(room, read=0, unread=0) for room in rows]


def _rooms_of(person_id: int) -> QuerySet[Room]:
    return Room.objects.filter(Q(memberships__person=person_id) | Q(self_of=person_id))


def _memberships(person_id: int) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person_id).select_related("room")


def _member_states(memberships: Iterable[Membership]) -> list[RoomState]:
    """Of one person. What they wrote themselves is not unread."""
    found = {membership: _posts_unread(membership) for membership in memberships}
    own = _own_unread([member for member, posts in found.items() if 0 < posts <= OWN_LOOKED_FOR])
    return [
        _state(
            membership.room,
            read=membership.read_seq,
            unread=posts - own.get(membership.room_id, 0),
            role=membership.role,
        )
        for membership, posts in found.items()
    ]


def _posts_unread(membership: Membership) -> int:
    return membership.room.posts - membership.read_posts


def _own_unread(memberships: list[Membership]) -> dict[int, int]:
    """How many posts after their read mark are their own, by room; only what is unread is read."""
    if not memberships:
        return {}
    rows = Message.objects.filter(
        room__in=[membership.room_id for membership in memberships],
        room__memberships__person=F("by"),
        seq__gt=F("room__memberships__read_seq"),
        by=memberships[0].person_id,
    )
    return dict(rows.values_list("room").annotate(own=Count("seq")))


def _state(room: Room, read: int, unread: int, role: str | UnsetType = UNSET) -> RoomState:
    return RoomState(
        id=str(room.pk),
        slug=room.slug,
        name=room.name,
        kind=room.kind,
        head=room.head,
        posts=room.posts,
        read=read,
        unread=unread,
        role=role,
    )
