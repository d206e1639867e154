"""Refuses the handshakes of foreign pages, so that nobody's cookie is used behind their back."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.conf import settings

Application = Callable[[Any, Any, Any], Awaitable[Any]]


class OriginGuard:
    """Lets in our own pages, those of ALLOWED_ORIGINS, and what is no browser (no `Origin`)."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        if is_ours(dict(scope["headers"])):
            return await self._application(scope, receive, send)
        return await WebsocketDenier()(scope, receive, send)


def is_ours(headers: dict[bytes, bytes]) -> bool:
    origin = headers.get(b"origin", b"").decode("latin1")
    if not origin or origin in settings.ALLOWED_ORIGINS:
        return True
    host = headers.get(b"host", b"").decode("latin1")
    try:
        return bool(host) and urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:  # no address at all
        return False
