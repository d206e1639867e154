"""`manage.py first_run`: what a new site needs once."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand

from chat import actions
from chat.models import Person, Room
from chat.models.room import DEFAULT_SLUG


class Command(BaseCommand):
    help = 'Makes the room "Lobby" and an admin account, where they are missing.'

    def handle(self, *args: Any, **options: Any) -> None:
        if not Person.objects.exists():
            self._make_admin()
        if not Room.objects.filter(slug=DEFAULT_SLUG).exists():
            owner = Person.objects.filter(is_superuser=True).earliest("pk")
            actions.create_room(owner, "Lobby", slug=DEFAULT_SLUG).result()

    def _make_admin(self) -> None:
        password = secrets.token_urlsafe(12)
        Person.objects.create_superuser("admin", password)
        self.stdout.write(
            f"The admin account, shown this once:\n  name      admin\n  password  {password}\n"
        )
