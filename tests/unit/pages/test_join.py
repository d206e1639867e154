"""The first page: a name, and you are in."""

import pytest
from django.test import Client
from django.urls import reverse

from chat import actions
from chat.models import Person, Room
from tests.unit.pages.conftest import browser_of, is_member


def page_after(client: Client, name: str, **fields: str) -> str:
    response = client.post(reverse("guest"), {"name": name, **fields})
    assert response.status_code == 200, "a refused name is no redirect"
    return response.content.decode()


def test_the_first_page_asks_for_one_thing_a_name() -> None:
    page = Client().get("/").content.decode()
    visible = [tag for tag in page.split("<input")[1:] if 'type="hidden"' not in tag.split(">")[0]]
    assert len(visible) == 1
    assert 'name="name"' in visible[0]
    assert reverse("login") in page


def test_a_guest_who_gives_a_name_is_in_the_lobby(lobby: Room) -> None:
    client = Client()
    response = client.post(reverse("guest"), {"name": "Dana"})
    assert response["Location"] == reverse("chat")
    dana = Person.objects.get(name="Dana")
    assert dana.is_guest
    assert is_member(dana, lobby)
    assert client.get(reverse("chat")).status_code == 200


@pytest.mark.parametrize("name", ["Alice", "aLiCe", "Ａｌｉｃｅ", " Alice "])
def test_a_taken_name_is_refused_in_words_and_stays_in_the_field(
    alice: Person, lobby: Room, name: str
) -> None:
    page = page_after(Client(), name)
    assert "This name is taken" in page
    assert f'value="{name}"' in page
    assert Person.objects.count() == 1


def test_a_guests_name_is_taken_for_other_guests_too(lobby: Room) -> None:
    Client().post(reverse("guest"), {"name": "Dana"})
    assert "This name is taken" in page_after(Client(), "DANA")


@pytest.mark.parametrize("name", ["", "   ", "a\tb", "x" * 41, "nul\x00", "\u202eevil", "ﷺ" * 40])
def test_a_name_that_cannot_be_is_refused_in_words(lobby: Room, name: str) -> None:
    people = Person.objects.count()
    assert "field-error" in page_after(Client(), name)
    assert Person.objects.count() == people


def test_a_name_is_shown_as_text_whatever_it_contains(lobby: Room) -> None:
    client = Client()
    client.post(reverse("guest"), {"name": "<b>Dana</b>"})
    page = client.get(reverse("chat")).content.decode()
    assert "<b>Dana" not in page
    assert "&lt;b&gt;Dana" in page


def test_who_is_in_already_goes_on_and_becomes_nobody_new(alice: Person, lobby: Room) -> None:
    client = browser_of(alice)
    assert client.get("/")["Location"] == reverse("chat")
    assert client.post(reverse("guest"), {"name": "Dana"})["Location"] == reverse("chat")
    assert not Person.objects.filter(name="Dana").exists()


def test_a_guest_comes_to_the_room_they_were_invited_to(lobby: Room, kitchen: Room) -> None:
    client = Client()
    wanted = reverse("room", args=[kitchen.slug])
    first = client.get(wanted)
    assert first["Location"] == f"{reverse('join')}?next={wanted}"
    assert f'value="{wanted}"' in client.get(first["Location"]).content.decode()
    assert client.post(reverse("guest"), {"name": "Dana", "next": wanted})["Location"] == wanted


def test_joining_leads_to_no_other_site(lobby: Room) -> None:
    fields = {"name": "Dana", "next": "https://elsewhere.example/"}
    assert Client().post(reverse("guest"), fields)["Location"] == reverse("chat")


def test_a_form_without_its_token_makes_nobody(lobby: Room) -> None:
    people = Person.objects.count()
    response = Client(enforce_csrf_checks=True).post(reverse("guest"), {"name": "Dana"})
    assert response.status_code == 403
    assert "Please try again" in response.content.decode()
    assert Person.objects.count() == people


def test_a_guest_whom_the_lobby_cannot_take_now_is_in_and_told(
    lobby: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(person: Person) -> None:
        raise actions.Refused("unavailable", "Wait a little.", 1_000)

    monkeypatch.setattr(actions, "admit", refuse)
    response = Client().post(reverse("guest"), {"name": "Dana"}, follow=True)
    assert response.redirect_chain == [(reverse("chat"), 302)]
    assert "Wait a little." in response.content.decode()
