"""One transaction of the writer: what it has locked and loaded, and what it will insert."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.clock import now_ms
from chat.eventlog.entry import Entry, entry
from chat.eventlog.intention import PRIOR_RETRY_MS, Answer, Intention, Refused
from chat.models import Event, Intent, Membership, Message, Room
from chat.protocol.frames import Reference, encode
from chat.protocol.position import content_hash, next_digest

# A room whose row somebody else holds may not hold up the others' posts for longer.
LOCK_TIMEOUT_MS = 2_000
STATEMENT_TIMEOUT_MS = 10_000


class Transaction:
    """Open inside `atomic()`: the rooms' rows are locked in the order of their ids."""

    def __init__(self, intentions: Sequence[Intention]) -> None:
        _limit_waiting()
        self.entries: list[Entry] = []
        self._events: list[Event] = []
        self._messages: list[Message] = []
        self._intents: list[Intent] = []
        self._changed: set[int] = set()
        self.rooms: dict[int, Room] = {}
        self.self_logs: dict[int, Room] = {}
        self._lock_rooms(intentions)
        self.known = _known(intentions)
        self.members = _members(intentions)

    def _lock_rooms(self, intentions: Sequence[Intention]) -> None:
        ids = {room for intention in intentions for room in intention.rooms}
        selves = {person for intention in intentions for person in intention.selves}
        which = Q(pk__in=ids)
        if selves:
            which |= Q(self_of__in=selves)
        for room in Room.objects.select_for_update().filter(which).order_by("pk"):
            self.rooms[room.pk] = room
            if room.self_of_id is not None:
                self.self_logs[room.self_of_id] = room

    def run(self, intention: Intention) -> Answer:
        """Its first answer if it is done already; else decide. Raises Refused."""
        if intent := self.known.get(intention.key):
            if bytes(intent.fingerprint) != intention.fingerprint:
                raise Refused("conflict", _("This id was used for something else: make a new one."))
            return Answer(intent.room_id, intent.seq, intent.at)
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
        intent = Intent(
            person_id=intention.by.pk,
            uuid=intention.uuid,
            fingerprint=intention.fingerprint,
            room_id=answer.room_id,
            seq=answer.seq,
            at=answer.at,
        )
        self.known[intention.key] = intent
        self._intents.append(intent)

    def room(self, room_id: int) -> Room:
        """The locked room. Refused `not-found` if there is none."""
        try:
            return self.rooms[room_id]
        except KeyError:
            raise Refused("not-found", _("There is no such room, or it is not yours.")) from None

    def add_room(self, room: Room) -> None:
        """A room this transaction made, so locked by being invisible to others."""
        self.rooms[room.pk] = room

    def append(self, room: Room, kind: str, by: Intention, content: dict[str, Any]) -> Answer:
        """The next event of the room."""
        text, salt, at = encode(content), secrets.token_bytes(16), now_ms()
        hashed = content_hash(salt, text)
        event = Event(
            room_id=room.pk,
            seq=room.head_seq + 1,
            kind=kind,
            uuid=by.uuid,
            by_id=by.by.pk,
            at=at,
            content=text.decode(),
            salt=salt,
            content_hash=hashed,
        )
        prev = room.head_digest
        event.digest = next_digest(prev, event.seq, kind, str(event.uuid), event.by_id, at, hashed)
        room.head_seq, room.head_digest, room.changed_at = event.seq, event.digest, at
        self._changed.add(room.pk)
        self._events.append(event)
        self.entries.append(entry(event, prev, by.by.name))
        return Answer(room.pk, event.seq, at)

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
            Message(
                room_id=room.pk,
                seq=answer.seq,
                ordinal=room.posts,
                uuid=by.uuid,
                by_id=by.by.pk,
                at=answer.at,
                body=body,
                html=html,
                reply_to_seq=reply_to.seq if reply_to else None,
                reply_to_uuid=reply_to.id if reply_to else None,
            )
        )
        return answer

    def write(self) -> None:
        """All inserts and updates, few statements however many intentions there were."""
        Event.objects.bulk_create(self._events)
        Message.objects.bulk_create(self._messages)
        Intent.objects.bulk_create(self._intents)
        for room_id in self._changed:
            self.rooms[room_id].save(
                update_fields=["head_seq", "head_digest", "posts", "changed_at"]
            )


def _limit_waiting() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS};"
                # A process that stops in the middle gives the rooms back.
                f"SET LOCAL idle_in_transaction_session_timeout = {STATEMENT_TIMEOUT_MS};"
                f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS}"
            )


def _known(intentions: Sequence[Intention]) -> dict[tuple[int, Any], Intent]:
    """Those of the intentions, and of those they follow, that are done already."""
    keys = {intention.key for intention in intentions}
    keys |= {(intention.by.pk, intention.prior) for intention in intentions if intention.prior}
    found = Intent.objects.filter(
        person__in={person for person, _ in keys}, uuid__in={uuid for _, uuid in keys}
    )
    return {(intent.person_id, intent.uuid): intent for intent in found}


def _members(intentions: Sequence[Intention]) -> dict[tuple[int, int], Membership]:
    found = Membership.objects.filter(
        room__in={room for intention in intentions for room in intention.rooms},
        person__in={intention.by.pk for intention in intentions},
    )
    return {(membership.room_id, membership.person_id): membership for membership in found}
