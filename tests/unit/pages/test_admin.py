"""The admin: people are managed, history is looked at."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from chat import actions
from chat.admin.people import PersonChangeForm
from chat.models import Event, Membership, Person, Removal, Room
from tests.unit.pages.conftest import PASSWORD


@pytest.fixture
def admin_client(lobby: Room) -> Client:
    client = Client()
    client.force_login(Person.objects.create_superuser("Root", PASSWORD))
    return client


@pytest.mark.parametrize("model", ["person", "room", "membership", "removal"])
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


@pytest.mark.parametrize("model", ["room", "membership", "removal"])
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


def test_before_somebody_is_put_out_it_is_said_what_that_means(
    admin_client: Client, bob: Person, kitchen: Room
) -> None:
    membership = Membership.objects.get(person=bob, room=kitchen)
    changelist = reverse("admin:chat_membership_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [membership.pk]}
    for page in (
        admin_client.get(reverse("admin:chat_membership_delete", args=[membership.pk])),
        admin_client.post(changelist, chosen),
    ):
        assert "This puts the person out of the room" in page.content.decode()
    assert "Put out of the room: cannot" in admin_client.get(changelist).content.decode()


def test_who_was_put_out_is_listed_and_let_in_again(
    admin_client: Client, bob: Person, kitchen: Room
) -> None:
    actions.remove(Person.objects.get(name="Alice"), kitchen.pk, bob.pk).result()
    removal = Removal.objects.get(person=bob, room=kitchen)
    changelist = reverse("admin:chat_removal_changelist")
    assert "Bob" in admin_client.get(changelist).content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [removal.pk], "post": "yes"}
    assert admin_client.post(changelist, chosen).status_code == 302
    assert not Removal.objects.exists()
    actions.join(bob, kitchen.pk).result()


def test_people_are_banned_and_let_back_in_from_the_list(
    admin_client: Client, alice: Person, bob: Person
) -> None:
    changelist = reverse("admin:chat_person_changelist")
    for action, active in (("ban", False), ("lift_the_ban", True)):
        admin_client.post(changelist, {"action": action, "_selected_action": [alice.pk, bob.pk]})
        assert [p.is_active for p in Person.objects.filter(pk__in=[alice.pk, bob.pk])] == [
            active
        ] * 2
    assert Event.objects.filter(room=bob.self_log, kind="banned").count() == 1
    assert Event.objects.filter(room=bob.self_log, kind="unbanned").count() == 1


def test_the_tick_that_bans_says_so(admin_client: Client, bob: Person) -> None:
    page = admin_client.get(reverse("admin:chat_person_change", args=[bob.pk])).content.decode()
    assert "May come in" in page
    assert "Untick to ban" in page
    assert 'name="is_guest"' not in page


def test_people_s_own_logs_are_no_rooms_unless_asked_for(
    admin_client: Client, bob: Person, kitchen: Room
) -> None:
    changelist = reverse("admin:chat_room_changelist")
    assert f"self-{bob.pk}" not in admin_client.get(changelist).content.decode()
    assert f"self-{bob.pk}" in admin_client.get(changelist, {"kind": "self"}).content.decode()
    room = admin_client.get(reverse("admin:chat_room_change", args=[kitchen.pk]))
    assert str(Room.objects.get(pk=kitchen.pk).changed_at) not in room.content.decode()


@pytest.fixture
def staff_client(lobby: Room) -> Client:
    """Of somebody who may change people, and is no superuser."""
    sam = Person.objects.create_user("Sam", PASSWORD, is_staff=True)
    people = ContentType.objects.get_for_model(Person)
    sam.user_permissions.create(content_type=people, codename="change_person", name="change")
    client = Client()
    client.force_login(sam)
    return client


def test_staff_give_nobody_rights_themselves_least_of_all(staff_client: Client) -> None:
    sam = Person.objects.get(name="Sam")
    fields = {"name": "Samuel", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    address = reverse("admin:chat_person_change", args=[sam.pk])
    assert staff_client.post(address, fields).status_code == 302
    sam.refresh_from_db()
    assert (sam.name, sam.is_superuser, sam.user_permissions.exists()) == ("Samuel", False, True)


@pytest.mark.parametrize("page", ["admin:chat_person_change", "admin:auth_user_password_change"])
def test_staff_do_not_change_a_superuser(
    admin_client: Client, staff_client: Client, page: str
) -> None:
    root = Person.objects.get(name="Root")
    fields = {"name": "Toor", "password1": "x" * 20, "password2": "x" * 20}
    assert staff_client.post(reverse(page, args=[root.pk]), fields).status_code == 403
    root.refresh_from_db()
    assert (root.name, root.is_active, root.check_password(PASSWORD)) == ("Root", True, True)


def test_ones_own_password_is_changed_where_it_ends_the_other_logins(admin_client: Client) -> None:
    response = admin_client.get(reverse("admin:password_change"))
    assert response["Location"] == reverse("account-password")


def test_logging_out_of_the_admin_ends_the_login_by_the_log(admin_client: Client) -> None:
    assert admin_client.post(reverse("admin:logout")).status_code == 302
    root = Person.objects.get(name="Root")
    assert Event.objects.filter(room=root.self_log, kind="ended").count() == 1


def test_a_log_out_of_the_admin_that_has_to_wait_says_so(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise actions.Refused("unavailable", "Wait a little.", 1_000)

    monkeypatch.setattr(actions, "end_login", refuse)
    page = admin_client.post(reverse("admin:logout"), follow=True)
    assert "Wait a little." in page.content.decode()


def test_what_was_not_changed_is_not_written(
    admin_client: Client, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As committed by others between the reading and the writing of the form's person."""
    clean_name = PersonChangeForm.clean_name

    def meanwhile(form: PersonChangeForm) -> str:
        Person.objects.filter(pk=bob.pk).update(is_active=False, erasure="begun", password="!")
        return clean_name(form)

    monkeypatch.setattr(PersonChangeForm, "clean_name", meanwhile)
    address = reverse("admin:chat_person_change", args=[bob.pk])
    fields = {"name": "Robert", "is_active": "on"}
    assert admin_client.post(address, fields).status_code == 302
    bob.refresh_from_db()
    assert (bob.name, bob.name_key) == ("Robert", "robert")
    assert (bob.is_active, bob.erasure, bob.password) == (False, "begun", "!")


def test_a_reason_alone_is_no_ban_and_the_page_says_so(admin_client: Client, bob: Person) -> None:
    address = reverse("admin:chat_person_change", args=[bob.pk])
    fields = {"name": "Bob", "is_active": "on", "ban_reason": "spam"}
    page = admin_client.post(address, fields)
    assert page.status_code == 200
    assert b"take away the tick" in page.content


def test_groups_are_given_as_before(admin_client: Client, bob: Person) -> None:
    group = Group.objects.create(name="Helpers")
    address = reverse("admin:chat_person_change", args=[bob.pk])
    fields = {"name": "Bob", "is_active": "on", "groups": [group.pk]}
    assert admin_client.post(address, fields).status_code == 302
    assert list(bob.groups.all()) == [group]
