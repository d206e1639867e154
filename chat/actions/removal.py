"""Put somebody out of a room, and let them in again."""

from concurrent.futures import Future
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from chat.actions.membership import take_away, tell
from chat.actions.rights import demand_host, target
from chat.actions.submit import submit
from chat.eventlog.intention import Answer, Intention, Refused
from chat.eventlog.transaction import Transaction
from chat.models import Membership, Person, Removal


class Remove(Intention):
    """Written as if they had left: in their own log, and in the room's where it records that."""

    def __init__(self, by: Person, room_id: int, person_id: int) -> None:
        super().__init__(by, uuid4(), rooms={room_id}, selves={person_id})
        self._room_id, self._person_id = room_id, person_id
        if person_id == by.pk:
            self.refusal = Refused("forbidden", _("To go out of a room, leave it."))

    def meant(self) -> object:
        return [self._room_id, self._person_id]

    def decide(self, transaction: Transaction) -> Answer:
        room = transaction.room(self._room_id)
        demand_host(self.by, room, transaction.members.get((room.pk, self.by.pk)))
        person = target(self._person_id)
        membership = Membership.objects.filter(room=room, person=person).first()
        if membership is None:
            raise Refused("not-found", _("There is nobody like that in this room."))
        take_away(transaction, self, membership)
        Removal.objects.get_or_create(room=room, person=person)
        return tell(transaction, room, self, person, own="left", others="leave")


class LetIn(Intention):
    """Nothing is told: it only means that they may join again."""

    remembered = False

    def __init__(self, by: Person, room_id: int, person_id: int) -> None:
        super().__init__(by, uuid4(), rooms={room_id})
        self._room_id, self._person_id = room_id, person_id

    def meant(self) -> object:
        return [self._room_id, self._person_id]

    def decide(self, transaction: Transaction) -> Answer:
        room = transaction.room(self._room_id)
        demand_host(self.by, room, transaction.members.get((room.pk, self.by.pk)))
        Removal.objects.filter(room=room, person=self._person_id).delete()
        return Answer(room.pk, room.head_seq, room.changed_at)


def remove(by: Person, room_id: int, person_id: int) -> "Future[Answer]":
    """They are no longer a member, and cannot join before they are let in again.

    Refused `forbidden` unless `by` owns the room or is of the staff.
    """
    return submit(Remove(by, room_id, person_id))


def let_in(by: Person, room_id: int, person_id: int) -> "Future[Answer]":
    """Who was removed may join again. Refused as `remove`."""
    return submit(LetIn(by, room_id, person_id))
