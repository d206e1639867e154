"""What is done in the admin is done by the log, so that it holds for who is connected."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from chat.actions import Answer, Refused
from chat.models import Person

Act = Callable[[], "Future[Answer]"]


def act_after(request: HttpRequest, act: Act) -> None:
    """Once the admin's own transaction is committed: an action commits by itself."""
    transaction.on_commit(partial(_act, request, act))


def _act(request: HttpRequest, act: Act) -> None:
    try:
        act().result()
    except Refused as refused:
        messages.error(request, str(refused.detail))


def person_of(request: HttpRequest) -> Person:
    return cast(Person, request.user)
