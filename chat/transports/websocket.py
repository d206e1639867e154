"""The WebSocket consumers: a thin shell around a session."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import translation
from django.utils.translation import gettext as _

from chat import runtime
from chat.protocol.close_codes import CloseCode
from chat.protocol.frames import Bye, encode
from chat.realtime.session import Session
from chat.transports.login import identify, language_of, request_of

logger = logging.getLogger(__name__)

Send = Callable[[Any], Awaitable[None]]

SUBPROTOCOLS = ("lifeline.v1", "chat")
# An alias that is not configured: these consumers have no channel in the layer of their own.
NO_LAYER = "none"


class Outgoing:
    """What waits to leave by one connection; its length is bounded by the session's credit."""

    def __init__(self, application_send: Send, broken: Callable[[], None]) -> None:
        self._application_send, self._broken = application_send, broken
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._closed = False
        self._task = asyncio.create_task(self._run())

    def send(self, text: str) -> None:
        self._put({"type": "websocket.send", "text": text})

    def close(self, code: int) -> None:
        self._put({"type": "websocket.close", "code": int(code)})
        self._closed = True

    def stop(self) -> None:
        self._task.cancel()

    def _put(self, message: dict[str, Any]) -> None:
        if not self._closed:
            self._queue.put_nowait(message)

    async def _run(self) -> None:
        try:
            while True:
                await self._application_send(await self._queue.get())
        except Exception as error:  # servers differ in what they raise for a peer that is gone
            logger.debug("A peer was gone before its frame: %r", error)
            self._broken()


class Consumer(AsyncWebsocketConsumer):
    """Cleans up however it ends, and takes no detour through the database for a frame."""

    channel_layer_alias = NO_LAYER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outgoing: Outgoing | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.gone()

    async def dispatch(self, message: dict[str, Any]) -> None:
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message: Any) -> None:
        await self.disconnect(message["code"])
        raise StopConsumer

    async def connect(self) -> None:
        await self.accept(subprotocol(self.scope["subprotocols"]))
        self.outgoing = Outgoing(self.base_send, broken=self.gone)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A frame of the client."""

    async def disconnect(self, code: int) -> None:
        """An everyday event; `gone` cleans up, for it runs without this event too."""

    def gone(self) -> None:
        if self.outgoing is not None:
            self.outgoing.stop()


class ChatConsumer(Consumer):
    """`/ws/chat/`"""

    session: Session | None = None

    async def connect(self) -> None:
        """Accepted before it is known who it is: only so a browser learns why it is refused."""
        await super().connect()
        assert self.outgoing is not None
        request = request_of(self.scope)
        who, language = partial(identify, request), language_of(request)
        self.session = Session(runtime.services(), self.outgoing, who, language)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.session is None:
            return
        if text_data is not None:
            self.session.receive_text(text_data)
        elif bytes_data is not None:
            self.session.receive_bytes(bytes_data)

    def gone(self) -> None:
        if self.session is not None:
            self.session.end()
        super().gone()


class UnknownConsumer(Consumer):
    """Any other path: accepted, so that the client learns what is wrong with it."""

    async def connect(self) -> None:
        await super().connect()
        assert self.outgoing is not None
        with translation.override(language_of(request_of(self.scope))):
            reason = _("There is nothing at this address.")
        self.outgoing.send(encode(Bye(CloseCode.NOT_FOUND, reason, False)).decode())
        self.outgoing.close(CloseCode.NOT_FOUND)


def subprotocol(offered: Iterable[str]) -> str | None:
    """The first the server knows of those offered."""
    return next((name for name in offered if name in SUBPROTOCOLS), None)
