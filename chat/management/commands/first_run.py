"""`manage.py first_run`: what a new site needs once."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from chat import actions
from chat.models import Person, Room
from chat.models.room import DEFAULT_SLUG


class Command(BaseCommand):
    help = 'Makes the room "Lobby" and an admin account, where there are none.'

    def handle(self, *args: Any, **options: Any) -> None:
        """Done in an order that can be interrupted anywhere: the Lobby comes last."""
        if Room.objects.filter(slug=DEFAULT_SLUG).exists():
            return
        admin = Person.objects.filter(is_superuser=True).order_by("pk").first()
        if admin is None and Person.objects.exists():
            self.stderr.write(
                "There is no Lobby, and no admin to own it: `manage.py createsuperuser` makes "
                "one, then run `manage.py first_run` again."
            )
            return
        owner = admin or self._make_admin()
        actions.create_room(owner, "Lobby", slug=DEFAULT_SLUG).result()

    def _make_admin(self) -> Person:
        """Shown before it is made: interrupted in between, the next run shows another.

        In production to a person alone: what else reads this keeps it, the journal above all.
        """
        if not settings.DEBUG and not self.stdout.isatty():
            self.stdout.write(
                "The admin account is named admin and has no password yet: "
                "`manage.py changepassword admin` gives it one, `manage.py createsuperuser` makes "
                "another account."
            )
            return Person.objects.create_superuser("admin")
        password = secrets.token_urlsafe(12)
        self.stdout.write(
            f"The admin account, shown this once:\n  name      admin\n  password  {password}\n"
        )
        return Person.objects.create_superuser("admin", password)
