"""Delete an account: what its person said is erased, and every log stays whole.

In several commits, so that no room is held up however much was said; what was begun and
interrupted, `manage.py clean_up` ends. First the account is closed, then nothing can follow.
"""

import logging
from collections.abc import Sequence
from uuid import UUID, uuid4

from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db import Error
from django.utils.crypto import salted_hmac

from chat.actions.login import end_all
from chat.actions.membership import leave_for_good
from chat.actions.rights import target
from chat.actions.submit import submit
from chat.eventlog import erasure
from chat.eventlog.intention import Answer, Intention, Refused
from chat.eventlog.transaction import Transaction
from chat.models import Membership, Person, Room
from chat.models.person import name_after
from chat.protocol.frames import PersonRef

logger = logging.getLogger(__name__)


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
    """Once a room, however often it is tried: its id is always the same.

    Made with the secret key, for clients choose ids too: nobody can have used it before.
    """

    even_inactive = True

    def __init__(self, by: Person, room_id: int) -> None:
        secret = salted_hmac("erased", f"{by.pk} {room_id}", algorithm="sha256")
        super().__init__(by, UUID(bytes=secret.digest()[:16], version=4), rooms={room_id})
        self._room_id = room_id

    def meant(self) -> object:
        return self._room_id

    def decide(self, transaction: Transaction) -> Answer:
        room = transaction.room(self._room_id)
        who = PersonRef(str(self.by.pk), self.by.name)
        return transaction.append(room, "erased", self, {"who": who})


def erase(person: Person) -> bool:
    """Delete the account; returns when it is done, after some 50 ms a thousand messages.

    Refused if it could not even be closed. False: it is, but the database gave up before all was
    erased; `clean_up` ends it.
    """
    submit(CloseAccount(person, erase=True)).result()
    try:
        finish_erasure(person.pk)
    except (Refused, Error) as error:
        logger.warning(
            "An account is not erased yet, `manage.py clean_up` goes on: %s",
            error,
            extra={"person": person.pk},
        )
        return False
    return True


def finish_erasure(person_id: int) -> None:
    """Of an account that is closed. What was done already is found done."""
    person = target(person_id)
    leave_all(person)
    # Who is in no room cannot post: from here on this is all there will ever be.
    written = erasure.written_by(person_id)
    naming = erasure.naming(person_id)
    for found in (written, naming):
        for room_id, seqs in erasure.batches(found):
            submit(EraseEvents(person, room_id, seqs)).result()
    # Also where they said nothing: what processes keep of the room has their name.
    rooms = Room.objects.filter(pk__in={*written, *naming}).exclude(kind=Room.Kind.SELF)
    for room_id in rooms.order_by("pk").values_list("pk", flat=True):
        submit(TellErased(person, room_id)).result()
    _erase_from_admin(person)
    Person.objects.filter(pk=person_id).update(erasure=Person.Erasure.DONE)


def _erase_from_admin(person: Person) -> None:
    """Its history calls people as they were called at the time."""
    changes = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Person), object_id=str(person.pk)
    )
    changes.update(object_repr=person.name)


def retire(guest: Person) -> None:
    """Of a guest who can never come back: the name is free again; what they said stays.

    Interrupted, it is begun again: until the last step they are found among the idle ones.
    """
    leave_all(guest)
    submit(CloseAccount(guest, erase=False)).result()


def leave_all(person: Person) -> None:
    rooms = Membership.objects.filter(person=person).order_by("room")
    for room_id in list(rooms.values_list("room_id", flat=True)):
        submit(leave_for_good(person, room_id)).result()
