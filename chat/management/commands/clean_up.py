"""`manage.py clean_up`: what time makes superfluous. To be run daily, beside running servers."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from chat import actions
from chat.actions.idle import idle_guests
from chat.models import CloseReport, Person
from chat.models.session import SessionStore

# A name is free again a month after its guest has lost the way back.
GUEST_DAYS = 30


class Command(BaseCommand):
    help = (
        "Forgets expired logins and old close reports, frees the names of guests who cannot come "
        "back, and ends deletions of accounts that were interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--guest-days",
            type=int,
            default=GUEST_DAYS,
            help="how long ago a guest without a login must have come in (default: %(default)s)",
        )

    def handle(self, *args: Any, guest_days: int, **options: Any) -> None:
        SessionStore.clear_expired()
        forgotten = CloseReport.forget(timezone.now() - timedelta(days=settings.CLOSE_REPORT_DAYS))
        ended = self._end_erasures()
        guests = list(idle_guests(guest_days).values_list("pk", flat=True))
        for guest_id in guests:
            actions.retire(Person.objects.get(pk=guest_id))
        self.stdout.write(
            f"guests retired: {len(guests)}, deletions ended: {ended}, close reports: {forgotten}"
        )

    def _end_erasures(self) -> int:
        begun = Person.objects.filter(erasure=Person.Erasure.BEGUN).values_list("pk", flat=True)
        for person_id in (people := list(begun)):
            actions.finish_erasure(person_id)
        return len(people)
