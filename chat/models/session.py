"""The logins of browsers, as Django's session engine keeps them, and whose they are.

`SESSION_ENGINE` names this module. Beside Django's columns a row has its person, so that all
logins of somebody can end at once, and its mark, which stands for the login wherever its cookie
must not be told; the mark stays when the cookie is changed.
"""

import secrets
from typing import Any, Final, cast

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import OperationalError, models, transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from chat.models.person import Person

MARK_KEY: Final = "login"
MARK_BYTES = 16
# As `SessionBase` makes them.
KEY_CHARS = 32


class WebSession(AbstractBaseSession):
    # Both are null while nobody has logged in with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    mark = models.CharField(max_length=2 * MARK_BYTES, null=True, db_index=True)

    class Meta:
        verbose_name = _("login")
        verbose_name_plural = _("logins")

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        return SessionStore

    def holder(self) -> Person | None:
        """Whose login this is, banned or not; None if nobody's, or of before a new password."""
        person = self.person
        if person is None or self.mark is None:
            return None
        stored = str(self.get_decoded().get(HASH_SESSION_KEY, ""))
        hashes = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
        return person if any(constant_time_compare(stored, good) for good in hashes) else None

    def vouch_for(self, person: Person) -> None:
        """Stay a login of the person, whose password has just changed."""
        data = {**self.get_decoded(), HASH_SESSION_KEY: person.get_session_auth_hash()}
        self.session_data = SessionStore().encode(data)
        self.save(update_fields=["session_data"])


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[WebSession]:
        return WebSession

    def _validate_session_key(self, key: str | None) -> bool:
        return key is not None and is_session_key(key)

    def create_model_instance(self, data: dict[str, Any]) -> WebSession:
        row = cast(WebSession, super().create_model_instance(data))
        if SESSION_KEY in data:
            row.person_id = int(data[SESSION_KEY])
            row.mark = data.get(MARK_KEY)
        return row

    def save(self, must_create: bool = False) -> None:
        """Django's takes a database that does not answer for a session that was deleted."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise

    def cycle_key(self) -> None:
        """In one commit: whoever looks for the login's mark meanwhile finds the old or the new."""
        with transaction.atomic():
            super().cycle_key()
            self.save()


def is_session_key(text: str) -> bool:
    """No key that Django made is otherwise; some others the database would choke on."""
    return len(text) == KEY_CHARS and text.isascii() and text.isalnum()


def new_mark(session: SessionBase) -> None:
    """Somebody has just logged in; who did already keeps their mark."""
    session.setdefault(MARK_KEY, secrets.token_hex(MARK_BYTES))


def mark_of(session: SessionBase) -> str:
    """The mark of a session that somebody is logged in with. KeyError of another."""
    return str(session[MARK_KEY])


def renew(session: SessionBase, person: Person) -> None:
    """Another cookie for the same login, after a change of rights or password."""
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.cycle_key()


def banned(session: SessionBase) -> Person | None:
    """Whose session it is if they are banned; None if it is nobody's, or all is well."""
    if not session.session_key:
        return None
    rows = WebSession.objects.select_related("person").filter(session_key=session.session_key)
    row = rows.first()
    person = row.holder() if row else None
    return person if person and not person.is_active else None
