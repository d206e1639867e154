"""Which consumer serves which WebSocket path."""

from typing import Any, cast

from channels.routing import URLRouter
from channels.sessions import CookieMiddleware
from django.urls import path, re_path

from chat.transports.origin import OriginGuard
from chat.transports.websocket import ChatConsumer, UnknownConsumer

# Channels routes with Django's `path`, which is annotated for views only.
_routes: list[Any] = [
    path("ws/chat/", cast(Any, ChatConsumer.as_asgi())),
    re_path("", cast(Any, UnknownConsumer.as_asgi())),
]

websocket_application = OriginGuard(CookieMiddleware(URLRouter(_routes)))
