"""One transaction of the writer: what it has locked and loaded, and what it will insert."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from chat.clock import now_ms
from chat.eventlog import rows
from chat.eventlog.entry import Entry, entry
from chat.eventlog.intention import PRIOR_RETRY_MS, Answer, Intention, Refused
from chat.eventlog.patience import COMMIT_TIMEOUT_MS
from chat.eventlog.rows import EventRow, IntentRow, MessageRow, marks
from chat.models import Membership, Room
from chat.protocol.frames import Reference, encode
from chat.protocol.position import content_hash, next_digest

# What else a commit may wait for, such as an id that another process is just storing.
LOCK_TIMEOUT_MS = 2_000


class Transaction:
    """Open inside `atomic()`: the rooms' rows are locked in the order of their ids.

    A room whose row somebody else holds is waited for `patience_ms`: then OperationalError. With 0
    those who need it are left out (PostgreSQL; SQLite has one lock for all).
    """

    def __init__(
        self, cursor: CursorWrapper, intentions: Sequence[Intention], patience_ms: int = 0
    ) -> None:
        self._cursor = cursor
        self.entries: list[Entry] = []
        self._events: list[EventRow] = []
        self._messages: list[MessageRow] = []
        self._intents: list[IntentRow] = []
        self._changed: set[int] = set()
        self.rooms: dict[int, Room] = {}
        self.self_logs: dict[int, Room] = {}
        _limit_waiting(cursor, patience_ms)
        self._skips = not patience_ms and cursor.db.features.has_select_for_update_skip_locked
        self._lock_rooms(intentions)
        # Only now: what these say can change as long as the rooms are not locked.
        self.known = _known(cursor, intentions)
        self.members = _members(cursor, intentions)
        # Whose account is closed, who is banned or not there: they do nothing any more.
        self.inactive = rows.inactive(cursor, _people(intentions))

    def _lock_rooms(self, intentions: Iterable[Intention]) -> None:
        ids = set(chain.from_iterable(intention.rooms for intention in intentions))
        selves = set(chain.from_iterable(intention.selves for intention in intentions))
        condition = f"id IN {marks(ids)}"
        if selves:
            condition += f" OR self_of_id IN {marks(selves)}"
        condition += " ORDER BY id"
        if self._cursor.db.features.has_select_for_update:
            condition += " FOR UPDATE SKIP LOCKED" if self._skips else " FOR UPDATE"
        self._take(rows.rooms.where(self._cursor, condition, [*ids, *selves]))

    def _take(self, locked: Iterable[Room]) -> None:
        for room in locked:
            self.rooms[room.pk] = room
            if room.self_of_id is not None:
                self.self_logs[room.self_of_id] = room

    def leaves_out(self, intention: Intention) -> bool:
        """Whether somebody may hold a room it needs. Or there is none: who waits for it, learns."""
        if not self._skips or intention.key in self.known:
            return False
        return not (
            intention.rooms <= self.rooms.keys() and intention.selves <= self.self_logs.keys()
        )

    def run(self, intention: Intention) -> Answer:
        """Its first answer if it is done already; else decide. Raises Refused."""
        if intent := self.known.get(intention.key):
            if bytes(intent.fingerprint) != intention.fingerprint:
                raise Refused("conflict", _("This id was used for something else: make a new one."))
            return Answer(intent.room_id, intent.seq, intent.at)
        if intention.by.pk in self.inactive and not intention.even_inactive:
            raise Refused("forbidden", _("This account is closed or banned."))
        if intention.refusal is not None:
            raise intention.refusal
        if intention.prior and (intention.by.pk, intention.prior) not in self.known:
            detail = _("The entry before this one is not done yet.")
            raise Refused("unavailable", detail, PRIOR_RETRY_MS)
        answer = intention.decide(self)
        if intention.remembered:
            self._remember(intention, answer)
        return answer

    def _remember(self, intention: Intention, answer: Answer) -> None:
        intent = IntentRow(
            intention.by.pk,
            intention.uuid,
            intention.fingerprint,
            answer.room_id,
            answer.seq,
            answer.at,
        )
        self.known[intention.key] = intent
        self._intents.append(intent)

    def room(self, room_id: int) -> Room:
        """The locked room. Refused `not-found` if there is none."""
        try:
            return self.rooms[room_id]
        except KeyError:
            raise Refused("not-found", _("There is no such room, or it is not yours.")) from None

    def self_log(self, person_id: int) -> Room:
        """The own log of somebody whom only the decision names.

        Refused for now if somebody else has it: to wait here could be for who waits for us.
        """
        if person_id not in self.self_logs:
            condition = "self_of_id = %s"
            if self._cursor.db.features.has_select_for_update_skip_locked:
                condition += " FOR UPDATE SKIP LOCKED"
            self._take(rows.rooms.where(self._cursor, condition, [person_id]))
        try:
            return self.self_logs[person_id]
        except KeyError:
            detail = _("This cannot be stored now: try again.")
            raise Refused("unavailable", detail, PRIOR_RETRY_MS) from None

    def add_room(self, room: Room) -> None:
        """A room this transaction made, so locked by being invisible to others."""
        self.rooms[room.pk] = room

    def append(self, room: Room, kind: str, by: Intention, content: dict[str, Any]) -> Answer:
        """The next event of the room."""
        text, salt, at = encode(content), secrets.token_bytes(16), now_ms()
        hashed = content_hash(salt, text)
        prev, seq, by_id = room.head_digest, room.head_seq + 1, by.by.pk
        digest = next_digest(prev, seq, kind, str(by.uuid), by_id, at, hashed)
        event = EventRow(
            room.pk, seq, kind, by.uuid, by_id, at, text.decode(), salt, hashed, digest
        )
        room.head_seq, room.head_digest = seq, digest
        self._changed.add(room.pk)
        self._events.append(event)
        self.entries.append(entry(event, prev, by.by.name))
        return Answer(room.pk, seq, at)

    def append_message(
        self, room: Room, by: Intention, body: str, html: str, reply_to: Reference | None
    ) -> Answer:
        """A `post` event, and the message that `history` shows."""
        content: dict[str, Any] = {"body": body, "html": html}
        if reply_to is not None:
            content["reply_to"] = reply_to
        answer = self.append(room, "post", by, content)
        room.posts += 1
        self._messages.append(
            MessageRow(
                room.pk,
                answer.seq,
                ordinal=room.posts,
                uuid=by.uuid,
                by_id=by.by.pk,
                at=answer.at,
                body=body,
                html=html,
                reply_to_seq=reply_to.seq if reply_to else None,
                reply_to_uuid=UUID(reply_to.id) if reply_to else None,
            )
        )
        return answer

    def write(self) -> None:
        """All inserts and updates, few statements however many intentions there were."""
        rows.events.insert(self._cursor, self._events)
        rows.messages.insert(self._cursor, self._messages)
        rows.intents.insert(self._cursor, self._intents)
        rows.update_heads(self._cursor, [self.rooms[room_id] for room_id in self._changed])


def _limit_waiting(cursor: CursorWrapper, patience_ms: int) -> None:
    if cursor.db.vendor == "postgresql":
        cursor.execute(
            f"SET LOCAL lock_timeout = {patience_ms or LOCK_TIMEOUT_MS};"
            # A process that stops in the middle gives the rooms back.
            f"SET LOCAL idle_in_transaction_session_timeout = {COMMIT_TIMEOUT_MS};"
            f"SET LOCAL statement_timeout = {COMMIT_TIMEOUT_MS}"
        )


def _known(
    cursor: CursorWrapper, intentions: Sequence[Intention]
) -> dict[tuple[int, UUID], IntentRow]:
    """Those of the intentions, and of those they follow, that are done already."""
    uuids = {intention.uuid for intention in intentions if intention.remembered}
    uuids |= {intention.prior for intention in intentions if intention.prior}
    found = rows.intents_of(cursor, _people(intentions), uuids)
    return {(intent.person_id, intent.uuid): intent for intent in found}


def _members(
    cursor: CursorWrapper, intentions: Sequence[Intention]
) -> dict[tuple[int, int], Membership]:
    rooms = set(chain.from_iterable(intention.rooms for intention in intentions))
    people = _people(intentions)
    found = rows.memberships.where(
        cursor, f"room_id IN {marks(rooms)} AND person_id IN {marks(people)}", [*rooms, *people]
    )
    return {(membership.room_id, membership.person_id): membership for membership in found}


def _people(intentions: Iterable[Intention]) -> Collection[int]:
    return {intention.by.pk for intention in intentions}
