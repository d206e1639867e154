"""The end of logins: whoever is connected with one of them is disconnected, on every process."""

from concurrent.futures import Future
from uuid import uuid4

from chat.actions.rights import target
from chat.actions.submit import submit
from chat.eventlog.intention import Answer, Intention
from chat.eventlog.transaction import Transaction
from chat.models import Person, WebSession


class LoginIntention(Intention):
    """About the login of `by` with that mark."""

    def __init__(self, by: Person, mark: str) -> None:
        super().__init__(by, uuid4(), selves={by.pk})
        self._mark = mark

    def meant(self) -> object:
        return self._mark


class EndLogin(LoginIntention):
    """The session's row goes in the same commit as the event.

    So a connection that begins meanwhile either finds no session, or is told by the log.
    """

    even_inactive = True

    def decide(self, transaction: Transaction) -> Answer:
        person = target(self.by.pk)  # an older copy of the database may not know them
        WebSession.objects.filter(person=person, mark=self._mark).delete()
        own_log = transaction.self_logs[person.pk]
        return transaction.append(own_log, "ended", self, {"login": self._mark})


class EndOtherLogins(LoginIntention):
    def decide(self, transaction: Transaction) -> Answer:
        return end_all(transaction, self, self.by, but=self._mark)


def end_all(
    transaction: Transaction, by: Intention, person: Person, but: str | None = None
) -> Answer:
    """All logins of the person end, in the transaction of something else that was done."""
    kept = [but] if but else []
    WebSession.objects.filter(person=person).exclude(mark__in=kept).delete()
    return transaction.append(transaction.self_logs[person.pk], "ended", by, {"but": kept})


def end_login(by: Person, mark: str) -> "Future[Answer]":
    """The login with this mark is over: its sockets close with 4401 on every process."""
    return submit(EndLogin(by, mark))


def end_other_logins(by: Person, mark: str) -> "Future[Answer]":
    """All logins of the person are over but the one with this mark."""
    return submit(EndOtherLogins(by, mark))
