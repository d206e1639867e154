"""How long a browser is known again: each day's visit begins the time anew."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from chat.models import Person

DAY_KEY = "remembered"


def remember(request: HttpRequest, person: Person) -> None:
    """From today for a year, or for a month: an account can come back with its password."""
    age_s = settings.GUEST_COOKIE_AGE if person.is_guest else settings.SESSION_COOKIE_AGE
    request.session.set_expiry(age_s)
    request.session[DAY_KEY] = _today()


def visited(request: HttpRequest, person: Person) -> None:
    """Once a day, so that a page costs no write."""
    if request.session.get(DAY_KEY) != _today():
        remember(request, person)


def _today() -> str:
    return timezone.now().date().isoformat()
