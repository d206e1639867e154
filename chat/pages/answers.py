"""Answers in JSON. Whatever goes wrong, programs get {`code`, `detail`} and a fitting status."""

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chat.actions import Refused
from chat.pages.access import banned_visitor
from chat.protocol.frames import encode
from chat.realtime.endings import ban_in_words

View = Callable[..., HttpResponse]

# What an action or a check says, and how HTTP says it.
STATUS = {
    "bad-json": 400,
    "bad-frame": 400,
    "empty": 400,
    "too-long": 400,
    "login-needed": 401,
    "forbidden": 403,
    "not-found": 404,
    "unsupported": 405,
    "conflict": 409,
    "throttled": 429,
    "unavailable": 503,
}
# A database that is away is seldom back sooner.
DATABASE_RETRY_MS = 2_000


def answer(value: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(encode(value), content_type="application/json", status=status)


def refusal(refused: Refused) -> HttpResponse:
    # Lazy until here, so that the detail is in the language of who asked.
    body = {"code": refused.code, "detail": str(refused.detail)}
    response = answer(body, STATUS[refused.code])
    say_when(response, refused.retry_ms)
    return response


def say_when(response: HttpResponse, retry_ms: int | None) -> None:
    """When to ask again, in the whole seconds of HTTP; nothing for None."""
    if retry_ms is not None:
        response["Retry-After"] = str(ceil(retry_ms / 1_000))


def for_people_only(*methods: str) -> Callable[[View], View]:
    """A view for those methods and for who is logged in; it may raise Refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def guarded(request: HttpRequest, **captured: str) -> HttpResponse:
            try:
                _check(request, methods)
                return view(request, **captured)
            except Refused as refused:
                response = refusal(refused)
            except (OperationalError, InterfaceError):
                response = refusal(_database_away())
            if response.status_code == STATUS["unsupported"]:
                response["Allow"] = ", ".join(methods)
            return response

        return guarded

    return decorate


def _check(request: HttpRequest, methods: tuple[str, ...]) -> None:
    # A HEAD is a GET of which the server sends no body.
    asked = "GET" if request.method == "HEAD" else request.method
    if asked not in methods:
        raise Refused("unsupported", _("Use %s here.") % ", ".join(methods))
    if (person := banned_visitor(request)) is not None:
        raise Refused("forbidden", ban_in_words(person.ban_reason))
    if not request.user.is_authenticated:
        raise Refused("login-needed", _("You are not logged in."))


def _database_away() -> Refused:
    detail = _("The server cannot reach its database just now. Try again in a moment.")
    return Refused("unavailable", detail, DATABASE_RETRY_MS)
