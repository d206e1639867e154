"""What somebody sees while the database is away: 503 and words, whatever page they asked for."""

from collections.abc import Callable
from math import ceil

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from chat.pages.answers import DATABASE_RETRY_MS


class DatabaseAway:
    """A middleware, for what a view did not catch itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        # Without the request: who is logged in cannot be asked either.
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = str(ceil(DATABASE_RETRY_MS / 1_000))
        return response
