"""The same few frames on bare Daphne, in the tutorial's way: answer, broadcast, keep nothing."""

import json
from typing import Any

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
    DATABASES={},
)
django.setup()

ROOM = "1"
# As large as the slices of ours.
PAGE = json.dumps({"type": "page", "messages": ["x" * 60_000]})


class BareConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.channel_layer.group_add(ROOM, self.channel_name)
        await self.accept()

    async def disconnect(self, close_code: int) -> None:
        await self.channel_layer.group_discard(ROOM, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame = json.loads(text_data or "")
        match frame["type"]:
            case "hello":
                await self._answer("welcome", rooms=[{"id": ROOM, "kind": "public"}])
            case "subscribe":
                await self._answer("caught_up", room=ROOM)
            case "ping":
                await self._answer("pong", n=frame["n"])
            case "history":
                await self.send(text_data=PAGE)
            case "post":
                await self._answer("ack", id=frame["id"])
                event = {"type": "said", "body": frame["body"]}
                await self.channel_layer.group_send(ROOM, event)

    async def said(self, event: dict[str, Any]) -> None:
        await self._answer("events", room=ROOM, events=[{"seq": 1, "body": event["body"]}])

    async def _answer(self, type: str, **fields: object) -> None:
        await self.send(text_data=json.dumps({"type": type} | fields))


_consumer: Any = BareConsumer.as_asgi()
application = ProtocolTypeRouter({"websocket": _consumer})
