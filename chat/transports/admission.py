"""Whether a connection would be let in, and if not, how HTTP says so. It takes no place."""

import logging
from collections.abc import Mapping
from functools import partial
from math import ceil
from typing import Any

from django.db import Error
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from msgspec.json import encode

from chat import runtime
from chat.protocol.close_codes import CloseCode
from chat.realtime import endings
from chat.realtime.endings import Ending
from chat.realtime.login import Login
from chat.transports.address import limited_by
from chat.transports.login import identify, language_of
from chat.transports.origin import is_ours
from chat.transports.response import Header, Response

logger = logging.getLogger(__name__)

# What a close code is in HTTP, as `chat.pages.answers` says it.
STATUS = {
    CloseCode.NOT_LOGGED_IN: (401, "login-needed"),
    CloseCode.FORBIDDEN: (403, "forbidden"),
    CloseCode.NOT_FOUND: (404, "not-found"),
    CloseCode.TOO_MANY: (429, "throttled"),
    CloseCode.RESTART: (503, "unavailable"),
    CloseCode.OVERLOADED: (503, "unavailable"),
}
# Of these it is worth asking again.
PASSING = {429, 503}

FOREIGN = Ending(CloseCode.FORBIDDEN, _("Pages of another address may not connect here."))


async def refusal(scope: Mapping[str, Any], request: HttpRequest) -> Ending | None:
    """Why whoever asks would be turned away now; None if they would be welcome.

    In the order of what it costs to find out. `request` is `chat.transports.login.request_of`.
    """
    if not is_ours(dict(scope["headers"])):
        return FOREIGN
    if runtime.draining:
        return endings.restarting(0)
    services, address = runtime.services(), limited_by(scope)
    if services.addresses.full(address):
        return endings.CROWDED_ADDRESS
    if address is not None and not services.diagnoses.take(address):
        return endings.FLOOD._replace(retry_ms=services.diagnoses.retry_ms(address))
    asks = await who_asks(request)
    if isinstance(asks, Ending):
        return asks
    return endings.CROWDED_PERSON if services.people.full(asks.person.pk) else None


async def who_asks(request: HttpRequest) -> Login | Ending:
    """The login that came with the request, or why it opens nothing."""
    try:
        login = await runtime.services().readers.logins(partial(identify, request))
    except Error as error:  # the readers say so, once
        logger.debug("Who asks cannot be looked up: %s", error)
        return endings.DATABASE_AWAY
    if login is None:
        return endings.NOT_LOGGED_IN
    return login if login.person.is_active else endings.banned(login.person.ban_reason)


def in_http(ending: Ending, request: HttpRequest) -> Response:
    """{`code`, `detail`} in the language of who asks, and when to ask again."""
    status, code = STATUS[ending.code]
    # In whole seconds, and never "at once": many are told the same.
    retry_after = b"%d" % max(1, ceil(ending.retry_ms / 1_000))
    again = [(b"retry-after", retry_after)] if status in PASSING else []
    return in_words(status, code, ending.reason, request, again)


def in_words(
    status: int, code: str, detail: Any, request: HttpRequest, headers: list[Header]
) -> Response:
    """`detail` may be lazy."""
    with translation.override(language_of(request)):
        body = encode({"code": code, "detail": str(detail)})
    return Response(status, "application/json", body, headers)
