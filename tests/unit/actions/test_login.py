"""The end of a login: in the person's log, and the session is gone in the same commit."""

import json

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError

from chat import actions
from chat.models import Event, Person
from tests.unit.eventlog.stopped_writer import outcome


@pytest.fixture
def session_key() -> str:
    store = SessionStore()
    store.create()
    assert store.session_key is not None
    return store.session_key


def test_the_log_tells_which_login_ended_and_not_its_cookie(
    alice: Person, session_key: str
) -> None:
    actions.end_login(alice, session_key).result()

    event = Event.objects.get(room=alice.self_log)
    assert event.kind == "ended"
    assert json.loads(event.content) == {"login": actions.login_mark(session_key)}
    assert session_key not in event.content


def test_the_session_goes_with_the_login(alice: Person, session_key: str) -> None:
    actions.end_login(alice, session_key).result()

    assert not SessionStore().exists(session_key)


def test_a_login_that_could_not_be_ended_still_has_its_session(
    alice: Person, session_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Event.objects, "bulk_create", fail)
        assert outcome(actions.end_login(alice, session_key)).code == "unavailable"

    assert SessionStore().exists(session_key)
    assert not Event.objects.filter(room=alice.self_log).exists()


def test_two_logins_have_two_marks() -> None:
    assert actions.login_mark("one") != actions.login_mark("two")
    assert actions.login_mark("one") == actions.login_mark("one")
