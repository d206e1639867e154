"""The end of a login: whoever is connected with it is disconnected."""

import hashlib
from concurrent.futures import Future
from uuid import UUID, uuid4

from django.contrib.sessions.backends.db import SessionStore

from chat.actions.submit import submit
from chat.eventlog.intention import Answer, Intention
from chat.eventlog.transaction import Transaction
from chat.models import Person


class EndLogin(Intention):
    """The session's row goes in the same commit as the event.

    So a connection that begins meanwhile either finds no session, or is told by the log.
    """

    def __init__(self, by: Person, uuid: UUID, session_key: str) -> None:
        super().__init__(by, uuid, selves={by.pk})
        self._session_key = session_key
        self._mark = login_mark(session_key)

    def meant(self) -> object:
        return self._mark

    def decide(self, transaction: Transaction) -> Answer:
        SessionStore(self._session_key).delete()
        own_log = transaction.self_logs[self.by.pk]
        return transaction.append(own_log, "ended", self, {"login": self._mark})


def login_mark(session_key: str) -> str:
    """Stands for a login in the person's log, which must not tell the cookie itself."""
    return hashlib.blake2b(session_key.encode(), digest_size=16).hexdigest()


def end_login(by: Person, session_key: str) -> "Future[Answer]":
    """This login of the person is over: its sockets close with 4401 on every process."""
    return submit(EndLogin(by, uuid4(), session_key))
