"""Make a room."""

import secrets
from concurrent.futures import Future
from uuid import UUID, uuid4

from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from chat.actions.membership import enter
from chat.actions.submit import submit
from chat.eventlog.intention import Answer, Intention, Refused
from chat.eventlog.transaction import Transaction
from chat.models import Membership, Person, Room, name_key
from chat.models.room import DEFAULT_SLUG, ROOM_NAME_CHARS

KINDS = {Room.Kind.PUBLIC, Room.Kind.PRIVATE}
# Leaves space for the number; some characters become many in an address.
SLUG_STEM_CHARS = ROOM_NAME_CHARS
# Addresses below /chat/ that are no rooms; a person's own log is `self-` and a number.
RESERVED_SLUGS = {"rooms", "stream", "frames", "self", "private"}


class CreateRoom(Intention):
    def __init__(self, by: Person, uuid: UUID, name: str, kind: str, slug: str | None) -> None:
        super().__init__(by, uuid, selves={by.pk})
        self.name, self.kind, self.slug = name, kind, slug
        self.refusal = _invalid(name, kind)

    def meant(self) -> object:
        return [self.name, self.kind]

    def decide(self, transaction: Transaction) -> Answer:
        if self.slug is None and _is_called_like_the_lobby(self.name):
            raise Refused("conflict", _("There is a room of this name, which everybody is in."))
        room = Room(name=self.name, kind=self.kind, slug=self.slug or _slug(self.name, self.kind))
        room.save()
        transaction.add_room(room)
        return enter(transaction, room, self, Membership.Role.OWNER)


def create_room(
    by: Person, name: str, kind: str = Room.Kind.PUBLIC, *, slug: str | None = None
) -> "Future[Answer]":
    """A new room whose owner `by` is; its id is the answer's `room_id`."""
    return submit(CreateRoom(by, uuid4(), name.strip(), kind, slug))


def _invalid(name: str, kind: str) -> Refused | None:
    if not name or not name.isprintable():
        return Refused("empty", _("A room needs a name of visible characters."))
    if len(name) > ROOM_NAME_CHARS:
        detail = format_lazy(
            _("A room's name has at most {most} characters."), most=ROOM_NAME_CHARS
        )
        return Refused("too-long", detail)
    if kind not in KINDS:
        return Refused("bad-frame", _("A room is public or private."))
    return None


def _is_called_like_the_lobby(name: str) -> bool:
    """Others may share a name; who wants to be taken for the Lobby is up to nothing good."""
    lobby = Room.objects.filter(slug=DEFAULT_SLUG).first()
    return lobby is not None and name_key(lobby.name) == name_key(name)


def _slug(name: str, kind: str) -> str:
    """That of a private room is by chance: a number behind a name would tell of another's room."""
    if kind == Room.Kind.PRIVATE:
        return f"private-{secrets.token_hex(8)}"
    return _free_slug(name)


def _free_slug(name: str) -> str:
    """The name as part of an address, with a number behind it if another room has it."""
    wanted = slugify(name, allow_unicode=True)[:SLUG_STEM_CHARS] or "room"
    if wanted in RESERVED_SLUGS or wanted.startswith(("self-", "private-")):
        wanted = f"room-{wanted}"
    taken = set(Room.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 2
    slug = wanted
    while slug in taken:
        slug = f"{wanted}-{number}"
        number += 1
    return slug
