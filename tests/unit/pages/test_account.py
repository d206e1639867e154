"""What people do with their account."""

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from chat import actions
from chat.eventlog import erasure
from chat.models import Message, Person, Room
from tests.unit.pages.conftest import PASSWORD, browser_of, say

ANOTHER = "another battery, another staple"


@pytest.fixture
def dana(lobby: Room) -> Client:
    """A guest's browser."""
    client = Client()
    client.post(reverse("guest"), {"name": "Dana"})
    return client


def logged_in(name: str = "Alice", password: str = PASSWORD) -> Client:
    client = Client()
    client.post(reverse("login"), {"username": name, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("chat")).status_code == 200


@pytest.mark.parametrize(
    "page", ["account", "account-keep", "account-password", "account-delete", "account-log-out"]
)
def test_without_a_login_there_is_no_account(lobby: Room, page: str) -> None:
    assert Client().get(reverse(page))["Location"].startswith(reverse("join"))


def test_the_chat_leads_to_the_account_and_back(alice: Person, lobby: Room) -> None:
    client = browser_of(alice)
    assert reverse("account") in client.get(reverse("chat")).content.decode()
    assert f'"{reverse("chat")}"' in client.get(reverse("account")).content.decode()


# --- A guest becomes an account ----------------------------------------------------------------


def test_a_guest_becomes_an_account_and_stays_who_they_are(dana: Client) -> None:
    guest = Person.objects.get(name="Dana")
    cookie = dana.cookies["sessionid"].value
    fields = {"name": "Dana", "password": PASSWORD, "again": PASSWORD}
    response = dana.post(reverse("account-keep"), fields, follow=True)
    assert "This is your account now" in response.content.decode()
    guest.refresh_from_db()
    assert (guest.is_guest, guest.check_password(PASSWORD)) == (False, True)
    assert is_in(dana)
    assert dana.cookies["sessionid"].value != cookie, "the login has another cookie"
    assert is_in(logged_in("Dana"))


def test_a_guest_may_take_another_name_with_it(dana: Client, alice: Person) -> None:
    fields = {"name": "alice", "password": PASSWORD, "again": PASSWORD}
    assert "This name is taken" in dana.post(reverse("account-keep"), fields).content.decode()
    assert Person.objects.get(name="Dana").is_guest
    dana.post(reverse("account-keep"), {**fields, "name": "Dana D."})
    assert not Person.objects.get(name="Dana D.").is_guest


def test_an_account_has_nothing_to_keep(alice: Person, lobby: Room) -> None:
    assert browser_of(alice).get(reverse("account-keep"))["Location"] == reverse("account")


def test_without_sign_up_no_guest_is_offered_it(dana: Client, settings: Settings) -> None:
    settings.SIGN_UP = False
    for page in ("account", "account-log-out", "chat"):
        assert reverse("account-keep") not in dana.get(reverse(page)).content.decode()
    assert dana.get(reverse("account-keep"))["Location"] == reverse("account")


def test_a_guest_who_logs_out_is_told_that_it_is_final_and_how_to_stay(dana: Client) -> None:
    for page in ("account-log-out", "chat"):
        shown = dana.get(reverse(page)).content.decode()
        assert "logging out is final" in shown
        assert reverse("account-keep") in shown


# --- The password ------------------------------------------------------------------------------


def test_a_new_password_ends_all_other_logins(alice: Person, lobby: Room) -> None:
    here, there = logged_in(), logged_in()
    fields = {"current": PASSWORD, "password": ANOTHER, "again": ANOTHER}
    response = here.post(reverse("account-password"), fields, follow=True)
    assert "Your password is changed" in response.content.decode()
    assert (is_in(here), is_in(there)) == (True, False)
    assert is_in(logged_in(password=ANOTHER))
    assert not is_in(logged_in(password=PASSWORD))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"current": "wrong"}, "This is not your password"),
        ({"again": "wrong"}, "not the same password"),
        ({"password": "Alice-99", "again": "Alice-99"}, "too similar"),
    ],
)
def test_a_password_is_not_changed_by_who_does_not_know_it_or_to_a_weak_one(
    alice: Person, lobby: Room, fields: dict[str, str], words: str
) -> None:
    here = logged_in()
    right = {"current": PASSWORD, "password": ANOTHER, "again": ANOTHER}
    page = here.post(reverse("account-password"), {**right, **fields}).content.decode()
    assert words in page
    assert PASSWORD not in page
    assert is_in(logged_in())


def test_a_guest_has_no_password_to_change(dana: Client) -> None:
    assert dana.get(reverse("account-password"))["Location"] == reverse("account-keep")


def test_one_logs_out_everywhere_else(alice: Person, lobby: Room) -> None:
    here, there = logged_in(), logged_in()
    response = here.post(reverse("account-elsewhere"), follow=True)
    assert "Everywhere else" in response.content.decode()
    assert (is_in(here), is_in(there)) == (True, False)


def test_who_had_to_log_in_before_logging_out_elsewhere_finds_the_button_again(
    alice: Person, lobby: Room
) -> None:
    login = Client().post(reverse("account-elsewhere"))["Location"]
    assert reverse("account-elsewhere") in login
    assert logged_in().get(reverse("account-elsewhere"))["Location"] == reverse("account")


# --- Taking away -------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 250])
def test_one_takes_all_away_that_one_wrote_and_nothing_else(
    alice: Person, bob: Person, kitchen: Room, count: int
) -> None:
    bodies = [f"Nr. {number}" for number in range(count)]
    say(alice, kitchen, *bodies)
    say(bob, kitchen, "Mine, not hers")
    response = browser_of(alice).get(reverse("account-export"))
    assert "attachment" in response["Content-Disposition"]
    assert [message["body"] for message in json.loads(streamed(response))] == bodies


def test_taking_away_again_and_again_has_to_wait(alice: Person, lobby: Room) -> None:
    client = browser_of(alice)
    while (response := client.get(reverse("account-export"))).status_code == 200:
        streamed(response)
    assert "That was too often" in client.get(response["Location"]).content.decode()


@async_to_sync
async def streamed(response: Any) -> bytes:
    return b"".join([piece async for piece in response.streaming_content])


# --- Deleting ----------------------------------------------------------------------------------


def test_who_gives_the_password_deletes_the_account(alice: Person, lobby: Room) -> None:
    say(alice, lobby, "My secret")
    here, there = logged_in(), logged_in()
    response = here.post(reverse("account-delete"), {"current": PASSWORD}, follow=True)
    assert "Your account is deleted" in response.content.decode()
    assert (is_in(here), is_in(there)) == (False, False)
    assert not Person.objects.filter(name="Alice").exists()
    assert not Message.objects.filter(body="My secret").exists()
    assert not is_in(logged_in())


def test_who_does_not_give_it_deletes_nothing(alice: Person, lobby: Room) -> None:
    page = logged_in().post(reverse("account-delete"), {"current": "wrong"}).content.decode()
    assert "This is not your password" in page
    assert Person.objects.get(name="Alice").is_active


@pytest.mark.parametrize(("name", "gone"), [("Dana", True), ("dana", True), ("Bob", False)])
def test_a_guest_confirms_by_name(dana: Client, name: str, gone: bool) -> None:
    dana.post(reverse("account-delete"), {"name": name})
    assert Person.objects.filter(name="Dana").exists() is not gone
    assert is_in(dana) is not gone


def test_a_deletion_that_was_interrupted_says_that_the_rest_follows(
    dana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(person_id: int) -> None:
        raise OperationalError("gone away")

    monkeypatch.setattr(erasure, "written_by", give_up)
    page = dana.post(reverse("account-delete"), {"name": "Dana"}, follow=True).content.decode()
    assert "Not all you wrote is gone yet" in page
    assert not is_in(dana)


def test_a_deletion_that_cannot_be_done_now_says_so(
    dana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(person: Person) -> None:
        raise actions.Refused("unavailable", "Wait a little.", 1_000)

    monkeypatch.setattr(actions, "erase", refuse)
    response = dana.post(reverse("account-delete"), {"name": "Dana"})
    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert "Wait a little." in response.content.decode()
    assert is_in(dana)


@pytest.mark.parametrize("page", ["account-log-out", "account-delete"])
def test_who_may_lose_unsent_messages_is_told(dana: Client, page: str) -> None:
    guest = Person.objects.get(name="Dana")
    html = dana.get(reverse(page)).content.decode()
    assert f'id="unsent" data-person="{guest.pk}"' in html
    assert "chat/page/leaving.js" in html
    assert html.index(reverse("texts")) < html.index("leaving.js"), "its words come first"
