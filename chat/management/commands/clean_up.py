"""`manage.py clean_up`: what time makes superfluous. To be run daily, beside running servers."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.db.models import QuerySet
from django.utils import timezone

from chat import actions
from chat.actions.idle import idle_guests
from chat.models import CloseReport, Person
from chat.models.session import SessionStore, WebSession

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
        self._failed: list[str] = []
        expired = WebSession.objects.filter(expire_date__lt=timezone.now()).count()
        SessionStore.clear_expired()
        forgotten = CloseReport.forget(timezone.now() - timedelta(days=settings.CLOSE_REPORT_DAYS))
        begun = Person.objects.filter(erasure=Person.Erasure.BEGUN)
        ended = self._each(begun, lambda person: actions.finish_erasure(person.pk))
        guests = self._each(idle_guests(guest_days), actions.retire)
        self.stdout.write(
            f"logins forgotten: {expired}, close reports forgotten: {forgotten}, "
            f"guests retired: {guests}, interrupted deletions ended: {ended}"
        )
        if self._failed:
            raise CommandError(
                f"Of {len(self._failed)} people it could not be done, the next run tries again; "
                f"the last reason: {self._failed[-1]}"
            )

    def _each(self, people: QuerySet[Person], do: Callable[[Person], object]) -> int:
        """How many it was done for; one of whom it cannot be holds up no other."""
        done = 0
        for person_id in list(people.values_list("pk", flat=True)):
            try:
                do(Person.objects.get(pk=person_id))
                done += 1
            except (actions.Refused, Error) as error:
                self._failed.append(_in_a_line(error))
        return done


def _in_a_line(error: actions.Refused | Error) -> str:
    words = error.detail if isinstance(error, actions.Refused) else error
    return str(words).partition("\n")[0]
