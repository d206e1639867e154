"""How long a browser is known again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.models import Person, Room
from tests.unit.pages.conftest import PASSWORD

YEAR, MONTH = timedelta(days=365), timedelta(days=30)


@pytest.fixture
def guest(lobby: Room) -> Client:
    client = Client()
    client.post(reverse("guest"), {"name": "Dana"})
    return client


@pytest.fixture
def account(alice: Person, lobby: Room) -> Client:
    client = Client()
    client.post(reverse("login"), {"username": "Alice", "password": PASSWORD})
    return client


def lasts(client: Client) -> timedelta:
    """What the cookie says, and what the session's row says too."""
    age = timedelta(seconds=client.cookies["sessionid"]["max-age"])
    assert abs(client.session.get_expiry_date() - timezone.now() - age) < timedelta(minutes=1)
    return age


def test_a_guest_s_cookie_lasts_a_year_an_account_s_a_month(guest: Client, account: Client) -> None:
    assert (lasts(guest), lasts(account)) == (YEAR, MONTH)


def test_a_guest_who_becomes_an_account_has_the_cookie_of_one(guest: Client) -> None:
    fields = {"name": "Dana", "password": PASSWORD, "again": PASSWORD}
    guest.post(reverse("account-keep"), fields)
    assert lasts(guest) == MONTH


def test_a_visit_a_day_begins_the_time_anew_and_no_page_more(
    account: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.cookies["sessionid"]["max-age"] = 0
    account.get(reverse("chat"))
    assert account.cookies["sessionid"]["max-age"] == 0, "today it was begun already"
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr("chat.pages.remember.timezone.now", lambda: tomorrow)
    account.get(reverse("chat"))
    assert account.cookies["sessionid"]["max-age"] == MONTH.total_seconds()


def test_a_page_that_stays_open_is_a_visit_a_day_too(
    account: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = account.get(reverse("chat")).content.decode()
    assert f'"visit": "{reverse("account-visit")}"' in page
    account.cookies["sessionid"]["max-age"] = 0
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr("chat.pages.remember.timezone.now", lambda: tomorrow)
    assert account.get(reverse("account-visit")).status_code == 204
    assert account.cookies["sessionid"]["max-age"] == MONTH.total_seconds()


def test_nobody_s_visit_is_none(lobby: Room) -> None:
    assert Client().get(reverse("account-visit")).status_code == 401
