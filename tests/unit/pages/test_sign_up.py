"""Whoever wants an account makes one, where that is allowed."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from chat.models import Person, Room
from tests.unit.pages.conftest import PASSWORD, browser_of, is_member

FAULT = re.compile(r'<p class="field-error">(.*?)</p>')
DANA = {"name": "Dana", "password": PASSWORD, "again": PASSWORD}


def page_after(client: Client, **fields: str) -> str:
    response = client.post(reverse("signup"), {**DANA, **fields})
    assert response.status_code == 200, "a refused form is no redirect"
    return response.content.decode()


def test_who_signs_up_is_in_the_lobby_with_an_account(lobby: Room) -> None:
    response = Client().post(reverse("signup"), DANA)
    assert response["Location"] == reverse("chat")
    dana = Person.objects.get(name="Dana")
    assert not dana.is_guest
    assert dana.check_password(PASSWORD)
    assert is_member(dana, lobby)


def test_who_was_invited_to_a_room_comes_there(lobby: Room, kitchen: Room) -> None:
    wanted = reverse("room", args=[kitchen.slug])
    assert Client().post(reverse("signup"), {**DANA, "next": wanted})["Location"] == wanted


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "ALICE"}, "This name is taken"),
        ({"name": "deleted-5"}, "people who have left"),
        ({"again": "something else"}, "not the same password"),
        ({"name": "Danielle", "password": "danielle1", "again": "danielle1"}, "too similar"),
        ({"password": "password", "again": "password"}, "too common"),
        ({"password": "k7-x", "again": "k7-x"}, "too short"),
        ({"password": "x" * 201, "again": "x" * 201}, "at most 200"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_the_name_stays_in_the_field(
    alice: Person, lobby: Room, fields: dict[str, str], words: str
) -> None:
    page = page_after(Client(), **fields)
    assert words in page
    assert f'value="{fields.get("name", "Dana")}"' in page
    assert Person.objects.count() == 1


def test_all_that_is_wrong_is_said_at_once_and_what_is_wanted_before(
    alice: Person, lobby: Room
) -> None:
    page = page_after(Client(), name="ALICE", password="123", again="123")
    assert "This name is taken" in page
    assert page.count('class="field-error"') >= 3, "each complaint has a line of its own"
    assert "At least 8 characters." in Client().get(reverse("signup")).content.decode()


def test_a_password_s_faults_are_all_told_in_chinese(lobby: Room) -> None:
    fields = {**DANA, "password": "123", "again": "123"}
    page = Client(headers={"Accept-Language": "zh-CN"}).post(reverse("signup"), fields)
    assert "password" not in " ".join(FAULT.findall(page.content.decode())).lower()
    assert "密码太短：至少需要 8 个字符" in page.content.decode()


def test_no_page_repeats_a_password(alice: Person, lobby: Room) -> None:
    assert PASSWORD not in page_after(Client(), name="Alice")


def test_who_is_in_already_goes_on_and_becomes_nobody_new(alice: Person, lobby: Room) -> None:
    assert browser_of(alice).post(reverse("signup"), DANA)["Location"] == reverse("chat")
    assert not Person.objects.filter(name="Dana").exists()


# --- Where one may not -------------------------------------------------------------------------


def test_without_sign_up_no_page_leads_there(lobby: Room, settings: Settings) -> None:
    settings.SIGN_UP = False
    for page in ("join", "login"):
        assert reverse("signup") not in Client().get(reverse(page)).content.decode()
    assert Client().get(reverse("signup"))["Location"] == reverse("login")
    response = Client().post(reverse("signup"), DANA, follow=True)
    assert "ask who runs this site" in response.content.decode()
    assert not Person.objects.filter(name="Dana").exists()


def test_without_guests_the_first_page_is_the_log_in(lobby: Room, settings: Settings) -> None:
    settings.GUESTS = False
    wanted = reverse("room", args=["lobby"])
    first = Client().get(reverse("join"), {"next": wanted})
    assert first["Location"] == f"{reverse('login')}?next=%2Fchat%2Flobby%2F"
    assert "Join as a guest" not in Client().get(first["Location"]).content.decode()
    response = Client().post(reverse("guest"), {"name": "Dana"}, follow=True)
    assert "Guests are not let in" in response.content.decode()
    assert not Person.objects.filter(name="Dana").exists()


def test_without_either_the_log_in_says_whom_to_ask(lobby: Room, settings: Settings) -> None:
    settings.GUESTS = settings.SIGN_UP = False
    assert "Ask who runs this site" in Client().get(reverse("login")).content.decode()
