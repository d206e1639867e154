"""Say something in a room."""

from concurrent.futures import Future
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.actions.markup import html_of
from chat.actions.submit import submit
from chat.eventlog.intention import Answer, Intention, Refused
from chat.eventlog.transaction import Transaction
from chat.models import Message, Person, Room
from chat.protocol.frames import BODY_CHARS, Reference


class Post(Intention):
    def __init__(
        self, by: Person, uuid: UUID, room_id: int, body: str, reply_to: Reference | None
    ) -> None:
        super().__init__(by, uuid, rooms={room_id})
        self.room_id, self.body, self.reply_to = room_id, body, reply_to
        self.refusal = _invalid(body)
        self._html = ""

    def meant(self) -> object:
        return [self.room_id, self.body, self.reply_to]

    def prepare(self) -> None:
        if self.refusal is None:
            self._html = html_of(self.body)

    def decide(self, transaction: Transaction) -> Answer:
        room = transaction.room(self.room_id)
        if (room.pk, self.by.pk) not in transaction.members:
            raise not_a_member(room)
        if self.reply_to is not None:
            _check_exists(room, self.reply_to)
        return transaction.append_message(room, self, self.body, self._html, self.reply_to)


def post(
    by: Person,
    uuid: UUID,
    room_id: int,
    body: str,
    *,
    reply_to: Reference | None = None,
    prior: UUID | None = None,
    refusal: Refused | None = None,
) -> "Future[Answer]":
    """Say `body` in the room, after `prior`.

    `refusal` is what the caller has against it if it is new.
    """
    intention = Post(by, uuid, room_id, body, reply_to)
    intention.prior = prior
    intention.refusal = intention.refusal or refusal
    return submit(intention)


def not_a_member(room: Room) -> Refused:
    """What somebody learns who is not in the room: of a private one, not even that it exists."""
    if room.kind == Room.Kind.PUBLIC:
        return Refused("forbidden", _("You are not in this room: join it first."))
    return Refused("not-found", _("There is no such room, or it is not yours."))


def no_access(room_id: int) -> Refused:
    """The same, for a caller that has only the room's id. Reads the database."""
    room = Room.objects.filter(pk=room_id).first()
    return not_a_member(room or Room(kind=Room.Kind.PRIVATE))


def _invalid(body: str) -> Refused | None:
    if not body.strip():
        return Refused("empty", _("The message is empty."))
    if len(body) > BODY_CHARS:
        return Refused(
            "too-long",
            format_lazy(
                _("The message has {chars} characters; {most} are the most."),
                chars=len(body),
                most=BODY_CHARS,
            ),
        )
    return None


def _check_exists(room: Room, reference: Reference) -> None:
    if not Message.objects.filter(room=room, seq=reference.seq, uuid=reference.id).exists():
        raise Refused("conflict", _("The message you answer to is not there."))
