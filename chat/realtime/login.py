"""Who is connected."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from chat.models import Person, WebSession


class Login(NamedTuple):
    """A person, perhaps banned; the mark of their login; the room that is their own log."""

    person: Person
    mark: str
    own_log: int
    expires_at: float  # seconds since 1970


def login_of(session_key: str) -> Login | None:
    """The login with that cookie; None if there is none, or it has ended. Reads the database."""
    row = _open().filter(session_key=session_key).first()
    return _login(row) if row else None


def logins_of(marks: Iterable[str]) -> dict[str, Login]:
    """Those of the logins that have not ended, by mark. Reads the database."""
    found = map(_login, _open().filter(mark__in=list(marks)))
    return {login.mark: login for login in found if login}


def _open() -> QuerySet[WebSession]:
    rows = WebSession.objects.filter(expire_date__gt=timezone.now())
    return rows.select_related("person__self_log")


def _login(row: WebSession) -> Login | None:
    person = row.holder()
    if person is None or row.mark is None:
        return None
    return Login(person, row.mark, person.self_log.pk, row.expire_date.timestamp())
