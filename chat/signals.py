"""What happens elsewhere in Django that a person's log must know of."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from chat import actions
from chat.models import Person
from chat.models.session import MARK_KEY, mark_of, new_mark


def connect() -> None:
    user_logged_in.connect(_mark_login, dispatch_uid="chat.mark_login")
    user_logged_out.connect(_end_login, dispatch_uid="chat.end_login")


def _mark_login(request: HttpRequest, **_: Any) -> None:
    new_mark(request.session)


def _end_login(request: HttpRequest, user: Person | None, **_: Any) -> None:
    if user is not None and MARK_KEY in request.session:
        actions.end_login(user, mark_of(request.session)).result()
