"""Who is banned is told so, and why; being asked to log in would be no use to them."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from chat import actions
from chat.models import Person, Room
from tests.unit.pages.conftest import PASSWORD, browser_of

REASON = "Three <b>warnings</b> were enough."


@pytest.fixture
def banned_bob(alice: Person, bob: Person, lobby: Room) -> Client:
    alice.is_staff = True
    alice.save()
    client = Client()
    client.post(reverse("login"), {"username": "Bob", "password": PASSWORD})
    actions.ban(alice, bob, REASON).result()
    return client


@pytest.mark.parametrize("page", ["join", "signup", "chat", "account", "account-delete"])
def test_every_page_says_so(banned_bob: Client, page: str) -> None:
    response = banned_bob.get(reverse(page))
    assert response.status_code == 403
    assert "Three &lt;b&gt;warnings&lt;/b&gt; were enough." in response.content.decode()


def test_programs_are_told_in_json(banned_bob: Client) -> None:
    response = banned_bob.get("/chat/rooms/")
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert REASON in response.json()["detail"]


def test_logging_in_again_says_so_to_who_has_the_password_alone(banned_bob: Client) -> None:
    def words(password: str) -> str:
        fields = {"username": "bob", "password": password}
        return Client().post(reverse("login"), fields).content.decode()

    assert "You are banned from this site:" in words(PASSWORD)
    assert "do not belong together" in words("wrong")


def test_others_come_in_as_before(banned_bob: Client, charlie: Person) -> None:
    assert Client().get(reverse("join")).status_code == 200
    assert browser_of(charlie).get(reverse("chat")).status_code == 200


def test_who_is_let_back_in_is_in(banned_bob: Client, alice: Person, bob: Person) -> None:
    actions.unban(alice, bob).result()
    assert banned_bob.get(reverse("chat")).status_code == 200


def test_who_is_banned_can_leave_the_browser_to_somebody_else(
    banned_bob: Client, charlie: Person
) -> None:
    assert f'action="{reverse("logout")}"' in banned_bob.get(reverse("join")).content.decode()
    banned_bob.post(reverse("logout"))
    assert banned_bob.get(reverse("join")).status_code == 200


def test_the_time_of_a_refusal_does_not_tell_who_is_banned(
    banned_bob: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode = MD5PasswordHasher.encode
    hashed = []

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return str(encode(hasher, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    for name in ("Bob", "Alice", "Nobody"):
        Client().post(reverse("login"), {"username": name, "password": "wrong"})
    assert len(hashed) == 3
