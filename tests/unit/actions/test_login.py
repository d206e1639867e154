"""The end of logins: in the person's log, and the sessions are gone in the same commit."""

import json

import pytest
from django.db import OperationalError

from chat import actions
from chat.eventlog.transaction import Transaction
from chat.models import Event, Person
from tests.unit.actions.logins import is_open, log_in, mark
from tests.unit.eventlog.stopped_writer import outcome


def told(person: Person) -> list[tuple[str, object]]:
    """The person's own log."""
    events = Event.objects.filter(room=person.self_log).order_by("seq")
    return [(event.kind, json.loads(event.content)) for event in events]


def test_the_log_tells_which_login_ended_and_not_its_cookie(alice: Person) -> None:
    login = log_in(alice)

    actions.end_login(alice, mark(login)).result()

    assert told(alice) == [("ended", {"login": mark(login)})]
    assert str(login.session_key) not in mark(login)


def test_the_session_goes_with_the_login_and_no_other_does(alice: Person, bob: Person) -> None:
    ended, other, bobs = log_in(alice), log_in(alice), log_in(bob)

    actions.end_login(alice, mark(ended)).result()

    assert [is_open(login) for login in (ended, other, bobs)] == [False, True, True]


def test_nobody_ends_the_login_of_somebody_else(alice: Person, bob: Person) -> None:
    login = log_in(alice)

    actions.end_login(bob, mark(login)).result()

    assert is_open(login)


def test_who_came_after_the_copy_that_was_restored_logs_out_without_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    forgotten = Person(pk=10**9, name="Ghost")

    refused = outcome(actions.end_login(forgotten, "a mark"))

    assert (refused.code, refused.retry_ms) == ("not-found", None)
    assert caplog.records == []


def test_all_others_end_and_ones_own_stays(alice: Person, bob: Person) -> None:
    kept, other, bobs = log_in(alice), log_in(alice), log_in(bob)

    actions.end_other_logins(alice, mark(kept)).result()

    assert [is_open(login) for login in (kept, other, bobs)] == [True, False, True]
    assert told(alice) == [("ended", {"but": [mark(kept)]})]


def test_a_login_that_could_not_be_ended_still_has_its_session(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("disk full")

    login = log_in(alice)
    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "write", fail)
        assert outcome(actions.end_login(alice, mark(login))).code == "unavailable"

    assert is_open(login)
    assert told(alice) == []


def test_a_login_keeps_its_mark_when_its_cookie_changes(alice: Person) -> None:
    login = log_in(alice)
    before = mark(login), login.session_key

    login.cycle_key()

    assert mark(login) == before[0]
    assert login.session_key != before[1]
    actions.end_login(alice, before[0]).result()
    assert not is_open(login)


def test_two_logins_have_two_marks(alice: Person) -> None:
    assert mark(log_in(alice)) != mark(log_in(alice))
