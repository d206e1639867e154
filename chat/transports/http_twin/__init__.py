"""The protocol by HTTP, where WebSocket does not get through: docs/protocol.md, "By HTTP"."""

from typing import Any

from channels.sessions import CookieMiddleware
from django.utils.translation import gettext_lazy as _

from chat.transports.admission import in_words
from chat.transports.asgi import Application
from chat.transports.http_twin import frames, stream
from chat.transports.login import request_of

ENDPOINTS = {"/chat/stream/": stream.answer, "/chat/frames/": frames.answer}


class HttpTwin:
    """Answers these two addresses; all else is for `application`."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._twin = CookieMiddleware(_answer)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        ours = scope["path"] in ENDPOINTS
        return await (self._twin if ours else self._application)(scope, receive, send)


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    if scope["method"] == "POST":
        await ENDPOINTS[scope["path"]](scope, receive, send)
    else:
        detail = _("Use %s here.") % "POST"
        wrong = in_words(405, "unsupported", detail, request_of(scope), [(b"allow", b"POST")])
        await wrong.send(send, with_body=scope["method"] != "HEAD")
