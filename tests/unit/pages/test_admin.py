"""The admin: people are managed, history is looked at."""

import pytest
from django.test import Client
from django.urls import reverse

from chat.models import Person, Room
from tests.unit.pages.conftest import PASSWORD


@pytest.fixture
def admin_client(lobby: Room) -> Client:
    client = Client()
    client.force_login(Person.objects.create_superuser("Root", PASSWORD))
    return client


@pytest.mark.parametrize("model", ["person", "room", "membership"])
def test_the_lists_show(admin_client: Client, kitchen: Room, model: str) -> None:
    response = admin_client.get(reverse(f"admin:chat_{model}_changelist"), {"q": "Kitchen"})
    assert response.status_code == 200


def test_an_admin_makes_an_account_that_can_log_in(admin_client: Client) -> None:
    fields = {
        "name": "Erin",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert admin_client.post(reverse("admin:chat_person_add"), fields).status_code == 302
    assert Client().login(username="Erin", password=PASSWORD)


def test_a_name_that_differs_only_in_case_is_refused(admin_client: Client, alice: Person) -> None:
    fields = {
        "name": "ALICE",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    response = admin_client.post(reverse("admin:chat_person_add"), fields)
    assert response.status_code == 200
    assert not Person.objects.filter(name="ALICE").exists()


def test_an_admin_changes_an_account(admin_client: Client, bob: Person) -> None:
    address = reverse("admin:chat_person_change", args=[bob.pk])
    response = admin_client.post(address, {"name": "Robert", "is_active": "on"})
    assert response.status_code == 302
    bob.refresh_from_db()
    assert bob.name == "Robert"


@pytest.mark.parametrize("model", ["room", "membership"])
def test_what_the_log_writes_is_written_by_nobody_else(admin_client: Client, model: str) -> None:
    assert admin_client.get(reverse(f"admin:chat_{model}_add")).status_code == 403


def test_nobody_who_said_something_is_deleted(admin_client: Client, bob: Person) -> None:
    address = reverse("admin:chat_person_delete", args=[bob.pk])
    assert admin_client.get(address).status_code == 403
