"""A ban shuts somebody out of the whole site; only the staff may, and it can be undone."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from chat import actions
from chat.models import Event, Person, Room
from chat.models.session import banned
from tests.unit.actions.logins import is_open, log_in
from tests.unit.actions.test_login import told
from tests.unit.eventlog.stopped_writer import outcome


@pytest.fixture
def staff() -> Person:
    return Person.objects.create_user("Sam of the staff", is_staff=True)


def test_who_is_banned_is_told_why_in_their_log(staff: Person, bob: Person) -> None:
    actions.ban(staff, bob, "spam").result()

    bob.refresh_from_db()
    assert (bob.is_active, bob.ban_reason) == (False, "spam")
    assert told(bob)[-1] == ("banned", {"reason": "spam"})


def test_a_banned_login_stays_known_so_that_they_can_be_told(staff: Person, bob: Person) -> None:
    login = log_in(bob)

    assert banned(login) is None
    actions.ban(staff, bob, "spam").result()

    assert is_open(login)
    assert banned(login) == bob


def test_nothing_of_who_is_banned_is_taken(staff: Person, bob: Person, kitchen: Room) -> None:
    actions.ban(staff, bob).result()

    refused = outcome(actions.post(bob, uuid4(), kitchen.pk, "still here"))

    assert (refused.code, refused.retry_ms) == ("forbidden", None)
    assert outcome(actions.create_room(bob, "Den")).code == "forbidden"


def test_what_was_done_before_the_ban_is_still_acknowledged(
    staff: Person, bob: Person, kitchen: Room
) -> None:
    uuid = uuid4()
    first = actions.post(bob, uuid, kitchen.pk, "hello").result()
    actions.ban(staff, bob).result()

    again = actions.post(bob, uuid, kitchen.pk, "hello").result()

    assert again.seq == first.seq


def test_a_post_behind_the_ban_in_one_commit_is_refused(
    staff: Person, bob: Person, kitchen: Room, stopped_writer: Callable[[], None]
) -> None:
    actions.ban(staff, bob)
    post = actions.post(bob, uuid4(), kitchen.pk, "in flight")

    stopped_writer()

    assert outcome(post).code == "forbidden"
    assert not Event.objects.filter(room=kitchen, by=bob, kind="post").exists()


def test_an_unbanned_person_is_back_with_the_same_login(
    staff: Person, bob: Person, kitchen: Room
) -> None:
    login = log_in(bob)
    actions.ban(staff, bob, "spam").result()

    actions.unban(staff, bob).result()

    assert banned(login) is None
    assert actions.post(bob, uuid4(), kitchen.pk, "thanks").result().seq
    assert [kind for kind, _ in told(bob)][-2:] == ["banned", "unbanned"]
    bob.refresh_from_db()
    assert bob.ban_reason == ""


@pytest.mark.parametrize("act", [actions.ban, actions.unban, actions.set_password])
def test_neither_owner_nor_member_nor_stranger_may_act_on_others(
    alice: Person,
    bob: Person,
    charlie: Person,
    kitchen: Room,
    act: Callable[..., object],
) -> None:
    for by, person in ((alice, bob), (bob, alice), (charlie, bob)):
        refused = outcome(act(by, person, *_more(act)))  # type: ignore[arg-type]
        assert refused.code == "forbidden"
        person.refresh_from_db()
        assert person.is_active


def _more(act: Callable[..., object]) -> list[str]:
    return ["a new password"] if act is actions.set_password else []


def test_staff_whose_rights_are_gone_meanwhile_may_not(staff: Person, bob: Person) -> None:
    Person.objects.filter(pk=staff.pk).update(is_staff=False)

    assert outcome(actions.ban(staff, bob)).code == "forbidden"


def test_nobody_bans_themselves_or_a_superuser_but_a_superuser(staff: Person, bob: Person) -> None:
    root = Person.objects.create_superuser("Root")
    other = Person.objects.create_superuser("Other root")

    assert outcome(actions.ban(staff, staff)).code == "forbidden"
    assert outcome(actions.ban(staff, root)).code == "forbidden"
    assert outcome(actions.ban(other, root)).seq == 1


def test_a_long_reason_is_refused_before_the_database_does(staff: Person, bob: Person) -> None:
    assert outcome(actions.ban(staff, bob, "x" * 201)).code == "too-long"
