"""Shut somebody out of the whole site, and let them back in."""

from concurrent.futures import Future
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from chat.actions.rights import demand_staff_over, target
from chat.actions.submit import submit
from chat.eventlog.intention import Answer, Intention, Refused
from chat.eventlog.transaction import Transaction
from chat.models import Person
from chat.models.person import BAN_REASON_CHARS


class Ban(Intention):
    """Their logins stay in the table, so that who is banned is told so and not just logged out."""

    def __init__(self, by: Person, person_id: int, reason: str) -> None:
        super().__init__(by, uuid4(), selves={person_id})
        self._person_id, self._reason = person_id, reason
        if len(reason) > BAN_REASON_CHARS:
            self.refusal = Refused("too-long", _("The reason is too long."))
        elif person_id == by.pk:
            self.refusal = Refused("forbidden", _("Nobody bans themselves."))

    def meant(self) -> object:
        return [self._person_id, self._reason]

    def decide(self, transaction: Transaction) -> Answer:
        person = target(self._person_id)
        demand_staff_over(self.by, person)
        if person.erasure:
            raise Refused("conflict", _("This account is deleted."))
        person.is_active, person.ban_reason = False, self._reason
        person.save(update_fields=["is_active", "ban_reason"])
        transaction.inactive.add(person.pk)
        own_log = transaction.self_logs[person.pk]
        return transaction.append(own_log, "banned", self, {"reason": self._reason})


class Unban(Intention):
    def __init__(self, by: Person, person_id: int) -> None:
        super().__init__(by, uuid4(), selves={person_id})
        self._person_id = person_id

    def meant(self) -> object:
        return self._person_id

    def decide(self, transaction: Transaction) -> Answer:
        person = target(self._person_id)
        demand_staff_over(self.by, person)
        if person.erasure:
            raise Refused("conflict", _("This account is deleted."))
        person.is_active, person.ban_reason = True, ""
        person.save(update_fields=["is_active", "ban_reason"])
        transaction.inactive.discard(person.pk)
        return transaction.append(transaction.self_logs[person.pk], "unbanned", self, {})


def ban(by: Person, person: Person, reason: str = "") -> "Future[Answer]":
    """Their sockets close with 4403 on every process; nothing of theirs is taken any more.

    Refused `forbidden` unless `by` is of the staff (and a superuser, to ban one).
    """
    return submit(Ban(by, person.pk, reason))


def unban(by: Person, person: Person) -> "Future[Answer]":
    """All is as it was before the ban, their logins included."""
    return submit(Unban(by, person.pk))
