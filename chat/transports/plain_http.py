"""Plain HTTP where a WebSocket belongs: `/ws/…` asked without an `Upgrade` that got here.

So asks a page whose WebSocket never opened, to learn why (static/lifeline/diagnosis.js), and so
does a WebSocket itself behind a proxy that strips the header. A 426 says: you would be welcome, but
what arrived is no WebSocket.
"""

from collections.abc import Mapping
from typing import Any

from channels.sessions import CookieMiddleware
from django.utils.translation import gettext_lazy as _

from chat.realtime import endings
from chat.transports.admission import in_http, in_words, refusal
from chat.transports.asgi import Application
from chat.transports.login import request_of
from chat.transports.probes import FORWARDING
from chat.transports.response import Header, Response
from chat.transports.routing import ENDPOINTS

UPGRADE_REQUIRED = _("This address is for WebSocket: something in between has removed it.")
WRONG_METHOD = _("Only GET and HEAD are answered here.")
METHODS = {"GET", "HEAD"}


class PlainHttp:
    """Answers below `/ws/`; all else is for `application`."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._answer = CookieMiddleware(_answer)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        ours = scope["path"].startswith("/ws/")
        return await (self._answer if ours else self._application)(scope, receive, send)


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    response = await _response(scope)
    await response.send(send, with_body=scope["method"] != "HEAD")


async def _response(scope: Mapping[str, Any]) -> Response:
    request = request_of(scope)
    if scope["method"] not in METHODS:
        return in_words(405, "unsupported", WRONG_METHOD, request, [(b"allow", b"GET, HEAD")])
    if scope["path"] not in ENDPOINTS:
        return in_http(endings.NO_ENDPOINT, request)
    ending = await refusal(scope, request)
    if ending is not None:
        return in_http(ending, request)
    return in_words(426, "upgrade-required", UPGRADE_REQUIRED, request, _upgrade(scope))


def _upgrade(scope: Mapping[str, Any]) -> list[Header]:
    """RFC 9110, 15.5.22; for the next hop alone. nginx hands it on, and in HTTP/2, where it must
    not be, Safari then drops the whole answer: so not where a proxy is seen to be the next hop.
    """
    proxied = FORWARDING & dict(scope["headers"]).keys()
    return [] if proxied else [(b"upgrade", b"websocket"), (b"connection", b"upgrade")]
