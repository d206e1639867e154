"""Whose cookie it is, as a connection asks when it begins and again while it lasts."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from chat.models import Person, WebSession
from chat.realtime.login import Login, login_of, logins_of
from chat.transports.login import identify
from tests.unit.actions.logins import log_in, mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Person:
    return Person.objects.create_guest("Alice")


def asked(cookie: str | None) -> Login | None:
    """What a connection with that cookie finds."""
    request = HttpRequest()
    if cookie is not None:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = cookie
    return identify(request)


def test_a_cookie_leads_to_the_person_the_mark_and_the_own_log(alice: Person) -> None:
    session = log_in(alice)

    login = asked(session.session_key)

    assert login is not None
    assert (login.person, login.mark, login.own_log) == (alice, mark(session), alice.self_log.pk)
    assert login.expires_at == pytest.approx(session.get_expiry_date().timestamp(), abs=5)


@pytest.mark.parametrize("cookie", [None, "", "x" * 32, "\0" * 32, "a" * 10_000])
def test_a_cookie_that_is_none_of_ours_is_nobodys(cookie: str | None) -> None:
    assert asked(cookie) is None


@pytest.mark.parametrize("cookie", ["é" * 32, "x" * 33, "-" * 32, "\0" * 32, "a" * 10_000])
def test_the_database_is_not_asked_for_a_key_that_django_cannot_have_made(
    cookie: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert asked(cookie) is None


def test_a_session_in_which_nobody_logged_in_is_nobodys(alice: Person) -> None:
    session = log_in(alice)
    session.flush()
    session["language"] = "en"
    session.save()

    assert asked(session.session_key) is None


def test_a_login_has_ended_when_it_expires(alice: Person) -> None:
    session = log_in(alice)
    WebSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert asked(session.session_key) is None
    assert logins_of([mark(session)]) == {}


def test_a_banned_person_is_found_so_that_they_can_be_told(alice: Person) -> None:
    session = log_in(alice)
    Person.objects.filter(pk=alice.pk).update(is_active=False, ban_reason="spam")

    login = asked(session.session_key)

    assert login is not None
    assert (login.person.is_active, login.person.ban_reason) == (False, "spam")


def test_many_logins_are_looked_up_by_their_marks_in_one_query(
    alice: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sessions = [log_in(alice) for _ in range(5)]
    wanted = [mark(session) for session in sessions[1:]]

    with django_assert_num_queries(1):
        found = logins_of([*wanted, "of nobody"])

    assert found.keys() == set(wanted)
    assert found[wanted[0]] == login_of(str(sessions[1].session_key))
