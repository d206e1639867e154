"""Refuses the handshakes of foreign pages, so that nobody's cookie is used behind their back."""

import logging
from typing import Any

from channels.security.websocket import WebsocketDenier
from django.conf import settings

from chat.transports.asgi import Application

logger = logging.getLogger(__name__)


class OriginGuard:
    """Lets in the pages of ALLOWED_ORIGINS, and what is no browser (no `Origin`)."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        if is_ours(dict(scope["headers"])):
            return await self._application(scope, receive, send)
        logger.info("Refused a WebSocket: its Origin is not in ALLOWED_ORIGINS")
        return await WebsocketDenier()(scope, receive, send)


def is_ours(headers: dict[bytes, bytes]) -> bool:
    """Whole: scheme, host and port, in the spelling of browsers."""
    origin = headers.get(b"origin", b"").decode("latin1").lower()
    if not origin or origin in settings.ALLOWED_ORIGINS:
        return True
    # Without DEBUG the settings know where the pages are. What stands in front of the server may
    # have changed the Host, and a scope of Daphne's does not tell the scheme.
    host = headers.get(b"host", b"").decode("latin1").lower()
    return settings.DEBUG and bool(host) and origin in {f"http://{host}", f"https://{host}"}
