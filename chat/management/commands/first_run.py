"""`manage.py first_run`: what a new site needs once."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand

from chat import actions
from chat.models import Person, Room
from chat.models.room import DEFAULT_SLUG


class Command(BaseCommand):
    help = 'Makes the room "Lobby" and an admin account, if there is nobody yet.'

    def handle(self, *args: Any, **options: Any) -> None:
        if Person.objects.exists():
            return
        password = secrets.token_urlsafe(12)
        admin = Person.objects.create_superuser("admin", password)
        if not Room.objects.filter(slug=DEFAULT_SLUG).exists():
            actions.create_room(admin, "Lobby", slug=DEFAULT_SLUG).result()
        self.stdout.write(
            f"The admin account, shown this once:\n  name      admin\n  password  {password}\n"
        )
