"""Close reports are stored off the log, kept for a while, and gone with the person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import CloseReport, Person
from chat.realtime.close_reports import _insert
from tests.unit.eventlog.people import transactional_db  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def committed_data(transactional_db: None) -> None:  # noqa: F811 - the fixture
    """What is stored is stored for good, as on the thread that does it."""


def report(person: Person, days_ago: int = 0) -> CloseReport:
    return CloseReport(person=person, at=timezone.now() - timedelta(days=days_ago), cause="other")


def test_the_old_ones_are_forgotten() -> None:
    alice = Person.objects.create_guest("Alice")
    _insert([report(alice, days) for days in (1, 29, 31, 400)])

    assert CloseReport.forget(timezone.now() - timedelta(days=30)) == 2

    assert CloseReport.objects.count() == 2


def test_somebody_who_was_deleted_meanwhile_fails_nobody_elses() -> None:
    alice = Person.objects.create_guest("Alice")

    _insert([report(alice), report(Person(pk=alice.pk + 1000))])

    assert CloseReport.objects.get().person == alice
