"""Which playground connections of this process can be hurt, and by whom."""

from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from chat.transports.asgi import Application
from chat.transports.faults.links import Link, PlainLink, RawLink

# The login's cookie and the page's own key, of the newest connection of that page.
_links: dict[tuple[str, str], Link] = {}

# What a page calls itself in the query of its WebSocket's address.
KEY = "playground"


def link_of(cookies: Any, key: str) -> Link | None:
    """The connection, if whoever has these cookies opened it."""
    return _links.get((cookies.get(settings.SESSION_COOKIE_NAME, ""), key))


def hurtable(application: Application) -> Application:
    """The same application; connections of the playground are known while they last."""

    async def known(scope: Any, receive: Any, send: Any) -> Any:
        keys = parse_qs(scope.get("query_string", b"").decode("latin1")).get(KEY)
        if not keys:
            return await application(scope, receive, send)
        connection = scope.get("extensions", {}).get("lifeline.prepared")
        link: Link = PlainLink(send) if connection is None else RawLink(connection)
        whose = (scope["cookies"].get(settings.SESSION_COOKIE_NAME, ""), keys[0])
        _links[whose] = link
        try:
            return await application(scope, receive, send)
        finally:
            link.gone()
            if _links.get(whose) is link:
                del _links[whose]

    return known
