"""Guests who cannot come back: without a login or a password, for long enough."""

from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from chat.models import Person, WebSession


def idle_guests(days: int) -> QuerySet[Person]:
    """Those without a login who were last let in more than that many days ago.

    Their names wait so long, that nobody takes for them whoever is called so next.
    """
    before = timezone.now() - timedelta(days=days)
    logins = WebSession.objects.filter(person=OuterRef("pk"), expire_date__gt=timezone.now())
    came_before = Q(last_login__lt=before) | Q(last_login=None, date_joined__lt=before)
    guests = Person.objects.filter(
        came_before,
        is_guest=True,
        is_active=True,
        # The staff may have given somebody a password.
        password__startswith=UNUSABLE_PASSWORD_PREFIX,
    )
    return guests.exclude(Exists(logins)).order_by("pk")
