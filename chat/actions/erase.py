"""Delete an account: what its person said is erased, and every log stays whole.

In several commits, so that no room is held up however much was said; what was begun and
interrupted, `manage.py clean_up` ends. First the account is closed, then nothing can follow.
"""

from collections.abc import Sequence
from uuid import NAMESPACE_OID, uuid4, uuid5

from django.contrib.auth.hashers import make_password

from chat.actions.login import end_all
from chat.actions.membership import leave_for_good
from chat.actions.rights import target
from chat.actions.submit import submit
from chat.eventlog import erasure
from chat.eventlog.intention import Answer, Intention
from chat.eventlog.transaction import Transaction
from chat.models import Membership, Message, Person
from chat.models.person import name_after
from chat.protocol.frames import PersonRef


class CloseAccount(Intention):
    """Nobody can use it any more, and its name is free."""

    remembered = False
    even_inactive = True

    def __init__(self, by: Person, erase: bool) -> None:
        super().__init__(by, uuid4(), selves={by.pk})
        self._erase = erase

    def meant(self) -> object:
        return None

    def decide(self, transaction: Transaction) -> Answer:
        person = target(self.by.pk)
        person.name = name_after(person, self._erase)
        person.password = make_password(None)
        person.is_active = person.is_staff = person.is_superuser = False
        person.erasure = Person.Erasure.BEGUN if self._erase else ""
        person.save()
        transaction.inactive.add(person.pk)
        return end_all(transaction, self, person)


class EraseEvents(Intention):
    """Needs no room's lock: what is erased has long been written."""

    remembered = False
    even_inactive = True

    def __init__(self, by: Person, room_id: int, seqs: Sequence[int]) -> None:
        super().__init__(by, uuid4())
        self._room_id, self._seqs = room_id, seqs

    def meant(self) -> object:
        return None

    def decide(self, transaction: Transaction) -> Answer:
        erasure.erase(self.by.pk, self.by.name, self._room_id, self._seqs)
        return Answer(self._room_id, self._seqs[-1], 0)


class TellErased(Intention):
    """Once a room, however often it is tried."""

    even_inactive = True

    def __init__(self, by: Person, room_id: int) -> None:
        super().__init__(by, uuid5(NAMESPACE_OID, f"erased {by.pk} {room_id}"), rooms={room_id})
        self._room_id = room_id

    def meant(self) -> object:
        return self._room_id

    def decide(self, transaction: Transaction) -> Answer:
        room = transaction.room(self._room_id)
        who = PersonRef(str(self.by.pk), self.by.name)
        return transaction.append(room, "erased", self, {"who": who})


def erase(person: Person) -> None:
    """Delete the account; returns when it is done, after some 50 ms a thousand messages.

    Refused `unavailable` if the database gives up meanwhile: then `clean_up` ends it.
    """
    submit(CloseAccount(person, erase=True)).result()
    finish_erasure(person.pk)


def finish_erasure(person_id: int) -> None:
    """Of an account that is closed. What was done already is found done."""
    person = target(person_id)
    leave_all(person)
    # Who is in no room cannot post: from here on this is all there will ever be.
    written = erasure.written_by(person_id)
    spoken_in = _spoken_in(person_id, written)
    for found in (written, erasure.naming(person_id)):
        for room_id, seqs in erasure.batches(found):
            submit(EraseEvents(person, room_id, seqs)).result()
    for room_id in spoken_in:
        submit(TellErased(person, room_id)).result()
    Person.objects.filter(pk=person_id).update(erasure=Person.Erasure.DONE)


def retire(guest: Person) -> None:
    """Of a guest who can never come back: the name is free again; what they said stays."""
    submit(CloseAccount(guest, erase=False)).result()
    leave_all(target(guest.pk))


def leave_all(person: Person) -> None:
    rooms = Membership.objects.filter(person=person).order_by("room")
    for room_id in list(rooms.values_list("room_id", flat=True)):
        submit(leave_for_good(person, room_id)).result()


def _spoken_in(person_id: int, written: dict[int, list[int]]) -> list[int]:
    rooms: dict[int, None] = {}
    for room_id, seqs in erasure.batches(written):
        said = Message.objects.filter(room=room_id, seq__in=seqs, by=person_id)
        if room_id not in rooms and said.exists():
            rooms[room_id] = None
    return list(rooms)
