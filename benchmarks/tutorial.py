"""The Channels tutorial's chat: every connection a member of the room's group in the layer.

https://channels.readthedocs.io/en/stable/tutorial/ as it stands at its end (asynchronous, core
layer of channels-redis where REDIS_URL is set), on plain Daphne. Nothing is stored.
"""

import json
import os
from typing import Any

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import re_path

REDIS = {
    "BACKEND": "channels_redis.core.RedisChannelLayer",
    # Room for eight messages on their way to everybody: past its 100 the layer drops.
    "CONFIG": {"hosts": [os.environ.get("REDIS_URL", "")], "capacity": 10_000},
}
MEMORY = {"BACKEND": "channels.layers.InMemoryChannelLayer"}

settings.configure(
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={"default": REDIS if os.environ.get("REDIS_URL") else MEMORY},
    DATABASES={},
)
django.setup()


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        self.room_name = self.scope["url_route"]["kwargs"]["room_name"]
        self.room_group_name = f"chat_{self.room_name}"
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, close_code: int) -> None:
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        message = json.loads(text_data or "")["message"]
        await self.channel_layer.group_send(
            self.room_group_name, {"type": "chat.message", "message": message}
        )

    async def chat_message(self, event: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps({"message": event["message"]}))


# Channels routes with Django's `re_path`, which is annotated for views only.
_consumer: Any = ChatConsumer.as_asgi()
_routes: list[Any] = [re_path(r"ws/chat/(?P<room_name>\w+)/$", _consumer)]
application = ProtocolTypeRouter({"websocket": URLRouter(_routes)})
