"""Accounts come and go through Django's auth."""

import pytest
from django.test import Client
from django.urls import reverse

from chat import actions
from chat.models import Event, Person, Room
from tests.unit.pages.conftest import PASSWORD, browser_of, is_member


@pytest.mark.parametrize("name", ["Alice", "ALICE"])
def test_an_account_logs_in_however_its_name_is_capitalised(
    alice: Person, lobby: Room, name: str
) -> None:
    response = Client().post(reverse("login"), {"username": name, "password": PASSWORD})
    assert response["Location"] == reverse("chat")


def test_an_account_that_logs_in_is_in_the_lobby(lobby: Room, bob: Person) -> None:
    assert not is_member(bob, lobby)
    for _ in range(2):
        Client().post(reverse("login"), {"username": "Bob", "password": PASSWORD})
    assert is_member(bob, lobby)


def test_a_wrong_password_is_refused_in_words(alice: Person) -> None:
    page = Client().post(reverse("login"), {"username": "Alice", "password": "wrong"}).content
    assert "do not belong together" in page.decode()
    assert 'value="Alice"' in page.decode()


def test_nobody_logs_in_as_a_guest(lobby: Room) -> None:
    Client().post(reverse("guest"), {"name": "Dana"})
    response = Client().post(reverse("login"), {"username": "Dana", "password": ""})
    assert response.status_code == 200


def test_logging_out_ends_the_login_for_its_sockets_too(alice: Person, lobby: Room) -> None:
    client = browser_of(alice)
    response = client.post(reverse("logout"))
    assert response["Location"] == reverse("join")
    assert Event.objects.filter(room=alice.self_log, kind="ended").count() == 1
    assert client.get(reverse("chat")).status_code == 302


def test_a_link_logs_nobody_out(alice: Person, lobby: Room) -> None:
    client = browser_of(alice)
    assert client.get(reverse("logout")).status_code == 405
    assert client.get(reverse("chat")).status_code == 200


def test_a_log_out_that_cannot_be_done_now_says_so_and_changes_nothing(
    alice: Person, lobby: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(person: Person, session_key: str) -> None:
        raise actions.Refused("unavailable", "Wait a little.", 1_000)

    client = browser_of(alice)
    monkeypatch.setattr(actions, "end_login", refuse)
    response = client.post(reverse("logout"), follow=True)
    assert response.redirect_chain == [(reverse("chat"), 302)]
    assert "Wait a little." in response.content.decode()


def test_a_script_that_logs_out_gets_no_page(
    alice: Person, lobby: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(person: Person, session_key: str) -> None:
        raise actions.Refused("unavailable", "Wait a little.", 1_000)

    client = browser_of(alice)
    with monkeypatch.context() as patched:
        patched.setattr(actions, "end_login", refuse)
        refused = client.post(reverse("logout"), headers={"accept": "application/json"})
    assert (refused.status_code, refused["Retry-After"]) == (503, "1")
    assert refused.json() == {"code": "unavailable", "detail": "Wait a little."}
    assert client.get(reverse("chat")).status_code == 200
    done = client.post(reverse("logout"), headers={"accept": "application/json"})
    assert (done.status_code, done.content) == (204, b"")
    assert client.get(reverse("chat")).status_code == 302


def test_every_page_around_the_log_in_says_whose_the_browser_is(alice: Person, lobby: Room) -> None:
    meta = '<meta name="lifeline-person" content="%s">'
    for name in ("join", "login", "signup"):
        assert meta % "" in Client().get(reverse(name)).content.decode()
    for name in ("account", "account-password", "account-delete", "account-log-out"):
        assert meta % alice.pk in browser_of(alice).get(reverse(name)).content.decode()
