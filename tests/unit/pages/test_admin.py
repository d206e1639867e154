"""The admin: people are managed, history is looked at."""

import pytest
from django.test import Client
from django.urls import reverse

from chat import actions
from chat.models import Event, Membership, Person, Room
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


def test_who_is_made_inactive_is_banned_by_the_log(admin_client: Client, bob: Person) -> None:
    address = reverse("admin:chat_person_change", args=[bob.pk])
    response = admin_client.post(address, {"name": "Bob", "ban_reason": "spam"})
    assert response.status_code == 302
    bob.refresh_from_db()
    assert (bob.is_active, bob.ban_reason) == (False, "spam")
    assert Event.objects.filter(room=bob.self_log, kind="banned").count() == 1

    admin_client.post(address, {"name": "Bob", "is_active": "on", "ban_reason": ""})
    bob.refresh_from_db()
    assert bob.is_active
    assert Event.objects.filter(room=bob.self_log, kind="unbanned").count() == 1


def test_an_admin_who_bans_themselves_is_told_that_nobody_does(admin_client: Client) -> None:
    root = Person.objects.get(name="Root")
    fields = {"name": "Root", "is_staff": "on", "is_superuser": "on"}
    address = reverse("admin:chat_person_change", args=[root.pk])
    page = admin_client.post(address, fields, follow=True)
    assert b"Nobody bans themselves" in page.content
    root.refresh_from_db()
    assert root.is_active


def test_a_password_set_by_an_admin_ends_the_logins_of_before(
    admin_client: Client, bob: Person
) -> None:
    client = Client()
    client.force_login(bob)
    fields = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    address = reverse("admin:auth_user_password_change", args=[bob.pk])
    assert admin_client.post(address, fields).status_code == 302
    assert client.get("/chat/").status_code == 302
    assert Client().login(username="Bob", password=PASSWORD)
    assert Event.objects.filter(room=bob.self_log, kind="ended").count() == 1


def test_an_admin_who_changes_their_own_password_stays(admin_client: Client) -> None:
    root = Person.objects.get(name="Root")
    fields = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    address = reverse("admin:auth_user_password_change", args=[root.pk])
    assert admin_client.post(address, fields).status_code == 302
    assert admin_client.get(address).status_code == 200


def test_an_admin_puts_somebody_out_of_a_room_by_the_log(
    admin_client: Client, bob: Person, kitchen: Room
) -> None:
    actions.join(bob, kitchen.pk).result()
    membership = Membership.objects.get(person=bob, room=kitchen)
    address = reverse("admin:chat_membership_delete", args=[membership.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 302
    assert not Membership.objects.filter(person=bob, room=kitchen).exists()
    assert Event.objects.filter(room=bob.self_log, kind="left").count() == 1
