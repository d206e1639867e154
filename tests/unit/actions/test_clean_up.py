"""`manage.py clean_up`: guests who cannot come back, expired logins, interrupted deletions."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from chat.actions import Refused
from chat.actions.erase import CloseAccount
from chat.actions.membership import LeaveForGood
from chat.actions.submit import submit
from chat.eventlog.intention import Answer, Intention
from chat.eventlog.transaction import Transaction
from chat.models import Person, Room, WebSession
from tests.unit.actions.logins import is_open, log_in
from tests.unit.actions.test_membership import is_member


def clean_up(guest_days: int = 30) -> str:
    out = io.StringIO()
    call_command("clean_up", guest_days=guest_days, stdout=out)
    return out.getvalue()


@pytest.fixture
def long_gone(bob: Person, kitchen: Room) -> Person:
    """Bob, who came in long ago and has no login any more."""
    Person.objects.filter(pk=bob.pk).update(date_joined=timezone.now() - timedelta(days=31))
    return bob


def test_a_guest_who_cannot_come_back_is_retired_once(long_gone: Person, kitchen: Room) -> None:
    assert "guests retired: 1" in clean_up()
    assert "guests retired: 0" in clean_up()

    assert not is_member(long_gone, kitchen)
    assert Person.objects.get(pk=long_gone.pk).name == f"former-guest-{long_gone.pk}"


@pytest.mark.parametrize("step", [LeaveForGood, CloseAccount])
def test_a_retirement_that_was_interrupted_is_done_the_next_time(
    long_gone: Person, kitchen: Room, monkeypatch: pytest.MonkeyPatch, step: type[Intention]
) -> None:
    def interrupted(*_: object) -> None:
        raise Refused("unavailable", "the database is gone", 1_000)

    with monkeypatch.context() as patch:
        patch.setattr(step, "decide", interrupted)
        with pytest.raises(CommandError):
            clean_up()

    assert "guests retired: 1" in clean_up()
    assert not is_member(long_gone, kitchen)


def test_who_can_come_back_stays_however_long_ago_they_came(long_gone: Person) -> None:
    log_in(long_gone)

    assert "guests retired: 0" in clean_up()


def test_who_came_lately_and_who_has_an_account_stays(alice: Person) -> None:
    Person.objects.create_user("Dave", date_joined=timezone.now() - timedelta(days=400))

    assert "guests retired: 0" in clean_up()


def test_expired_logins_go_and_open_ones_stay(alice: Person) -> None:
    expired, current = log_in(alice), log_in(alice)
    WebSession.objects.filter(session_key=expired.session_key).update(expire_date=timezone.now())

    assert "logins forgotten: 1" in clean_up()

    assert [is_open(expired), is_open(current)] == [False, True]


def test_an_interrupted_deletion_is_ended() -> None:
    dave = Person.objects.create_user("Dave")
    submit(CloseAccount(dave, erase=True)).result()

    assert "deletions ended: 1" in clean_up()

    assert Person.objects.get(pk=dave.pk).erasure == "done"


def test_one_who_cannot_be_retired_holds_up_no_other(
    long_gone: Person, kitchen: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = timezone.now() - timedelta(days=31)
    other = Person.objects.create(name="Erin", is_guest=True, date_joined=past, password="!")
    decide = CloseAccount.decide

    def refuse_bob(closing: CloseAccount, transaction: Transaction) -> Answer:
        if closing.by == long_gone:
            raise Refused("unavailable", "the database is gone", 1_000)
        return decide(closing, transaction)

    monkeypatch.setattr(CloseAccount, "decide", refuse_bob)
    with pytest.raises(CommandError, match=r"Of 1 people .*: the database is gone"):
        clean_up()

    assert not Person.objects.get(pk=other.pk).is_active


def test_a_guest_with_a_password_can_come_back(long_gone: Person) -> None:
    long_gone.set_password("given by the staff")
    long_gone.save(update_fields=["password"])

    assert "guests retired: 0" in clean_up()
