"""What happens elsewhere in Django that a person's log must know of."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from chat import actions
from chat.models import Person


def connect() -> None:
    user_logged_out.connect(_end_login, dispatch_uid="chat.end_login")


def _end_login(request: HttpRequest, user: Person | None, **_: Any) -> None:
    key = request.session.session_key
    if user is not None and key is not None:
        actions.end_login(user, key).result()
