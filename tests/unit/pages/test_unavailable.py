"""While the database is away a page says so: 503 and words, never 500."""

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from chat.models import Person, Room, WebSession
from chat.models.session import SessionStore
from chat.pages.people import JoinView
from tests.unit.pages.conftest import browser_of


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("gone")])
def test_a_page_that_meets_a_database_that_is_away_is_503_and_says_when_to_come_back(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(JoinView, "get_context_data", fail)

    answer = Client().get("/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "2"
    assert "cannot reach its database" in answer.content.decode()


def test_the_words_are_in_the_language_of_who_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(JoinView, "get_context_data", fail)

    answer = Client(headers={"accept-language": "zh-hans"}).get("/")

    assert 'lang="zh-hans"' in answer.content.decode()


def test_it_needs_nobody_to_be_known(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks has a session, which cannot be read either."""
    browser = browser_of(alice)

    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(
        "django.contrib.sessions.backends.db.SessionStore._get_session_from_db", fail
    )

    assert browser.get("/chat/").status_code == 503


def test_a_fault_of_ours_is_no_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(JoinView, "get_context_data", fail)

    assert Client(raise_request_exception=False).get("/").status_code == 500


def test_a_session_that_cannot_be_saved_is_no_fault_of_ours(
    alice: Person, lobby: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is done after the view, when nobody looks at its errors any more."""

    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("gone")

    browser = browser_of(alice)
    monkeypatch.setattr(SessionStore, "save", fail)

    answer = browser.get(reverse("chat"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(OperationalError("gone"), id="the database is away"),
        # What Django's `save` raises where there is no such row any more.
        pytest.param(
            DatabaseError("did not affect any rows"), id="an older copy has no such login"
        ),
    ],
)
def test_a_login_that_is_lost_while_a_page_is_made_is_no_bad_request(
    alice: Person, lobby: Room, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    browser = browser_of(alice)
    monkeypatch.setattr(WebSession, "save", fail)

    answer = browser.get(reverse("chat"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")


def test_a_database_that_is_away_has_not_deleted_the_login(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django says so of every error of the database."""

    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("gone")

    session = browser_of(alice).session
    monkeypatch.setattr(WebSession, "save", fail)

    with pytest.raises(OperationalError):
        session.save()


def test_a_guest_whose_login_cannot_be_stored_is_nobody(
    lobby: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(WebSession, "save", fail)
        assert Client().post(reverse("guest"), {"name": "Dana"}).status_code == 503

    assert not Person.objects.filter(name="Dana").exists()
    assert Client().post(reverse("guest"), {"name": "Dana"}).status_code == 302
