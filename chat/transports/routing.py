"""Which consumer serves which WebSocket path."""

from typing import Any, cast

from channels.routing import URLRouter
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.urls import path, re_path

from chat.transports.origin import OriginGuard
from chat.transports.websocket import ChatConsumer, UnknownConsumer

# What is served; a plain GET of one of them is answered by `plain_http`.
ENDPOINTS = {"/ws/chat/": ChatConsumer}

# Channels routes with Django's `path`, which is annotated for views only.
_routes: list[Any] = [
    *(path(at[1:], cast(Any, consumer.as_asgi())) for at, consumer in ENDPOINTS.items()),
    re_path("", cast(Any, UnknownConsumer.as_asgi())),
]

_router: Any = URLRouter(_routes)
if settings.DEBUG:
    # The switches of the playground: where people are served they are not so much as imported.
    from chat.transports.faults.known import hurtable

    _router = hurtable(_router)

websocket_application = OriginGuard(CookieMiddleware(_router))
