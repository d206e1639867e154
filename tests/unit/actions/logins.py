"""Logins of people, as their browsers have them."""

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from chat.models import Person
from chat.models.session import SessionStore, mark_of, new_mark

BACKEND = "django.contrib.auth.backends.ModelBackend"


def log_in(person: Person) -> SessionStore:
    """As `django.contrib.auth.login` leaves a session, with its signal obeyed."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    new_mark(store)
    store.save()
    return store


def mark(store: SessionStore) -> str:
    return mark_of(store)


def is_open(store: SessionStore) -> bool:
    """Whether the table still has it."""
    assert store.session_key is not None
    return SessionStore().exists(store.session_key)
