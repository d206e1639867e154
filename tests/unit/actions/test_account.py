"""Come in, become an account, change the password: who may, and whose logins stay."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from chat import actions
from chat.actions import Refused
from chat.models import Membership, Person, Room, WebSession
from chat.models.session import SessionStore, renew
from tests.unit.actions.logins import is_open, log_in, mark
from tests.unit.actions.test_login import told
from tests.unit.eventlog.stopped_writer import outcome

PASSWORD = "the password of a test"


def holder(login: SessionStore) -> Person | None:
    """Whose login it is, as a new connection finds it."""
    row = WebSession.objects.get(session_key=login.session_key)
    return row.holder()


def test_names_are_taken_by_guests_and_accounts_alike(alice: Person) -> None:
    for come in (
        lambda: actions.create_guest("ALICE"),
        lambda: actions.create_account("alice", ""),
    ):
        with pytest.raises(Refused) as refused:
            come()
        assert refused.value.code == "conflict"


def test_where_guests_are_not_let_in_there_are_none(settings: Settings) -> None:
    settings.GUESTS = False

    with pytest.raises(Refused) as refused:
        actions.create_guest("Zoe")

    assert refused.value.code == "forbidden"


def test_where_nobody_may_sign_up_nobody_does(settings: Settings, alice: Person) -> None:
    settings.SIGN_UP = False
    acts: list[Callable[[], object]] = [
        lambda: actions.create_account("Zoe", PASSWORD),
        lambda: actions.become_account(alice, PASSWORD, "mark"),
    ]
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "forbidden"


def test_a_guest_becomes_an_account_and_keeps_rooms_and_login(alice: Person, kitchen: Room) -> None:
    login, elsewhere = log_in(alice), log_in(alice)

    actions.become_account(alice, PASSWORD, mark(login), name="Alice A.").result()

    now = Person.objects.get(pk=alice.pk)
    assert (now.name, now.is_guest, now.check_password(PASSWORD)) == ("Alice A.", False, True)
    assert Membership.objects.get(room=kitchen, person=now).role == "owner"
    assert holder(login) == now
    assert not is_open(elsewhere)
    assert ("account", {"name": "Alice A."}) in told(alice)


def test_a_guest_does_not_become_somebody_else(alice: Person, bob: Person) -> None:
    assert outcome(actions.become_account(alice, PASSWORD, "", name="BOB")).code == "conflict"
    assert Person.objects.get(pk=alice.pk).is_guest


def test_an_account_does_not_become_one_again() -> None:
    dave = Person.objects.create_user("Dave", PASSWORD)

    assert outcome(actions.become_account(dave, PASSWORD, "")).code == "forbidden"


def test_with_a_new_password_ones_own_login_stays_and_all_others_end() -> None:
    dave = Person.objects.create_user("Dave", PASSWORD)
    kept, other = log_in(dave), log_in(dave)

    actions.change_password(dave, "another password", mark(kept)).result()

    assert Person.objects.get(pk=dave.pk).check_password("another password")
    assert (is_open(kept), is_open(other)) == (True, False)
    assert holder(kept) == dave
    assert told(dave)[-1] == ("ended", {"but": [mark(kept)]})


def test_the_cookie_changes_after_and_the_login_is_the_same() -> None:
    dave = Person.objects.create_user("Dave", PASSWORD)
    login = log_in(dave)
    before = login.session_key
    actions.change_password(dave, "another password", mark(login)).result()

    renew(login, Person.objects.get(pk=dave.pk))

    assert login.session_key != before
    assert not SessionStore().exists(str(before))
    assert holder(login) == dave
    assert WebSession.objects.get(mark=mark(login)).session_key == login.session_key


def test_a_login_from_before_a_password_changed_past_us_is_nobodys() -> None:
    dave = Person.objects.create_user("Dave", PASSWORD)
    login = log_in(dave)

    dave.set_password("by manage.py changepassword")
    dave.save()

    assert holder(login) is None


def test_the_staff_sets_a_password_and_all_logins_end(alice: Person) -> None:
    staff = Person.objects.create_user("Sam", is_staff=True)
    dave = Person.objects.create_user("Dave", PASSWORD)
    login = log_in(dave)

    actions.set_password(staff, dave, None).result()

    assert not Person.objects.get(pk=dave.pk).has_usable_password()
    assert not is_open(login)
