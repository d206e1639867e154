"""Who may post to the twin, before it is known who they are."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat import runtime
from chat.protocol.close_codes import CloseCode
from chat.realtime import endings
from chat.realtime.endings import Ending
from chat.transports.address import limited_by
from chat.transports.admission import FOREIGN, in_http
from chat.transports.login import request_of
from chat.transports.origin import is_ours
from chat.transports.response import Response

FORGED = Ending(CloseCode.FORBIDDEN, _("The CSRF token is missing or wrong."))


class RefusedError(Exception):
    """`response` says why."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def refuse(ending: Ending, request: HttpRequest) -> RefusedError:
    return RefusedError(in_http(ending, request))


@asynccontextmanager
async def admitted(scope: Mapping[str, Any]) -> AsyncIterator[HttpRequest]:
    """Holds a place of the address. Raises RefusedError."""
    request = request_of(scope)
    if (ending := _objection(scope)) is not None:
        raise refuse(ending, request)
    place = runtime.services().addresses.take(limited_by(scope))
    if place is None:
        raise refuse(endings.CROWDED_ADDRESS, request)
    try:
        yield request
    finally:
        place.free()


def _objection(scope: Mapping[str, Any]) -> Ending | None:
    headers = dict(scope["headers"])
    if not is_ours(headers):
        return FOREIGN
    # Some browsers do not say where a form of a foreign page is from.
    return None if headers.get(b"origin") or _has_token(scope, headers) else FORGED


def _has_token(scope: Mapping[str, Any], headers: Mapping[bytes, bytes]) -> bool:
    """Whether it was made by somebody who can read the cookie: a page of ours, or no browser."""
    expected = scope["cookies"].get(settings.CSRF_COOKIE_NAME, "")
    given = headers.get(b"x-csrftoken", b"")
    return bool(expected) and secrets.compare_digest(given, expected.encode())
