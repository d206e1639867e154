"""Come in, as a guest or with an account; become an account; change the password."""

from concurrent.futures import Future
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from chat.actions.login import end_all
from chat.actions.rights import demand_staff_over, target
from chat.actions.submit import submit
from chat.eventlog.intention import Answer, Intention, Refused
from chat.eventlog.transaction import Transaction
from chat.models import Person, WebSession


class SetPassword(Intention):
    """In one commit: the password, the end of all logins but one, and that one's good standing."""

    def __init__(self, by: Person, person_id: int, password: str, mark: str | None) -> None:
        super().__init__(by, uuid4(), selves={person_id})
        self._person_id, self._password, self._mark = person_id, password, mark

    def meant(self) -> object:
        return self._person_id

    def decide(self, transaction: Transaction) -> Answer:
        person = target(self._person_id)
        if person != self.by:
            demand_staff_over(self.by, person)
        return _secure(transaction, self, person, self._password, self._mark)


class BecomeAccount(Intention):
    def __init__(self, guest: Person, name: str | None, password: str, mark: str) -> None:
        super().__init__(guest, uuid4(), selves={guest.pk})
        self._name, self._password, self._mark = name, password, mark

    def meant(self) -> object:
        return None  # not the name: it would be found in the fingerprint after an erasure

    def decide(self, transaction: Transaction) -> Answer:
        person = target(self.by.pk)
        if not person.is_guest:
            raise Refused("forbidden", _("You have an account already."))
        person.name = self._name or person.name
        if Person.objects.has_name(person.name, but=person.pk):
            raise name_taken()
        person.is_guest = False
        person.save(update_fields=["name", "name_key", "is_guest"])
        own_log = transaction.self_logs[person.pk]
        transaction.append(own_log, "account", self, {"name": person.name})
        return _secure(transaction, self, person, self._password, self._mark)


def _secure(
    transaction: Transaction, by: Intention, person: Person, password: str, mark: str | None
) -> Answer:
    person.password = password
    person.save(update_fields=["password"])
    if mark and (kept := WebSession.objects.filter(person=person, mark=mark).first()):
        kept.vouch_for(person)
    return end_all(transaction, by, person, but=mark)


def create_guest(name: str) -> Person:
    """Refused `forbidden` where guests are not let in, `conflict` if the name is taken."""
    if not settings.GUESTS:
        raise Refused("forbidden", _("Guests are not let in here: log in, or sign up."))
    try:
        return Person.objects.create_guest(name)
    except IntegrityError:
        raise name_taken() from None


def create_account(name: str, raw_password: str) -> Person:
    """Refused `forbidden` where nobody may sign up, `conflict` if the name is taken."""
    _demand_sign_up()
    try:
        return Person.objects.create_user(name, raw_password)
    except IntegrityError:
        raise name_taken() from None


def become_account(
    guest: Person, raw_password: str, mark: str, name: str | None = None
) -> "Future[Answer]":
    """The same person, with all they said and all their rooms, but with a password.

    Refused as `create_account`. `mark` is that of the guest's login: it stays, its sockets too; its
    cookie should change after (`chat.models.session.renew`).
    """
    _demand_sign_up()
    return submit(BecomeAccount(guest, name, make_password(raw_password), mark))


def change_password(person: Person, raw_password: str, mark: str) -> "Future[Answer]":
    """All logins of the person end but the one with this mark, whose cookie should change after."""
    return submit(SetPassword(person, person.pk, make_password(raw_password), mark))


def set_password(
    by: Person, person: Person, raw_password: str | None, mark: str | None = None
) -> "Future[Answer]":
    """By the staff; with None nobody can log in with a password. `mark` as above, of one's own."""
    return submit(SetPassword(by, person.pk, make_password(raw_password), mark))


def _demand_sign_up() -> None:
    if not settings.SIGN_UP:
        raise Refused("forbidden", _("Nobody can sign up here: ask who runs this site."))


def name_taken() -> Refused:
    detail = _("This name is taken. Choose another one, or log in if it is your account's.")
    return Refused("conflict", detail)
