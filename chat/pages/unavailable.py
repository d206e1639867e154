"""What somebody sees while the database is away: 503 and words, whatever page they asked for."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from chat.pages.answers import DATABASE_RETRY_MS, say_when

AWAY = (OperationalError, InterfaceError)


class Sessions(SessionMiddleware):
    """Django's, for what a view did not catch itself, and for a session that cannot be saved.

    Also for one that is not there any more: meanwhile they were logged out, or the database came
    back as an older copy of itself. Who comes again is told where they stand.

    One for both: what a middleware raises is an answer (500) before the next one sees it.
    """

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return database_away() if isinstance(error, (*AWAY, UpdateError)) else None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (*AWAY, SessionInterrupted):
            return database_away()


def database_away() -> HttpResponse:
    # Without the request: who is logged in cannot be asked either.
    response = HttpResponse(render_to_string("503.html"), status=503)
    say_when(response, DATABASE_RETRY_MS)
    return response
