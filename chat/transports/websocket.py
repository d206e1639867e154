"""The WebSocket consumers: a thin shell around a session."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from chat import runtime
from chat.protocol.frames import encode
from chat.realtime import endings
from chat.realtime.arrivals import Turn
from chat.realtime.endings import Ending
from chat.realtime.places import Place
from chat.realtime.session import ABNORMAL, Session
from chat.transports.address import limited_by
from chat.transports.login import identify, language_of, request_of
from chat.transports.outgoing import Connection, Outgoing, PreparedOutgoing, QueuedOutgoing

SUBPROTOCOLS = ("lifeline.v1", "chat")


class Consumer(AsyncWebsocketConsumer):
    """Cleans up however it ends. Channels' own loop makes a task and visits the database for every
    frame; this one has no other channel to listen to.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outgoing: Outgoing | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope, self.base_receive, self.base_send = scope, receive, send
        try:
            with suppress(StopConsumer):  # the connection is gone
                while True:
                    await self.dispatch(await receive())
        finally:
            self.gone()

    async def dispatch(self, message: dict[str, Any]) -> None:
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message: Any) -> None:
        self.disconnected(message["code"], message.get("cause", "client"))
        raise StopConsumer

    @property
    def prepared(self) -> Connection | None:
        """The connection itself, where the server is our own."""
        scope: Any = self.scope
        connection: Connection | None = scope.get("extensions", {}).get("lifeline.prepared")
        return connection

    async def connect(self) -> None:
        await self.accept(subprotocol(self.scope["subprotocols"]))
        if self.prepared is not None:
            self.outgoing = PreparedOutgoing(self.prepared)
        else:
            overfull = partial(self.disconnected, ABNORMAL, "overfull")
            self.outgoing = QueuedOutgoing(self.base_send, self.gone, overfull)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A frame of the client."""

    def disconnected(self, code: int, cause: str) -> None:
        """An everyday event; `gone` cleans up, for it runs without this event too."""

    def bye(self, ending: Ending) -> None:
        """For who gets no session."""
        assert self.outgoing is not None
        self.outgoing.send(encode(ending.bye(language_of(request_of(self.scope)))).decode())
        self.outgoing.close(ending.code)

    def gone(self) -> None:
        if self.outgoing is not None:
            self.outgoing.stop()


class ChatConsumer(Consumer):
    """`/ws/chat/`"""

    session: Session | None = None
    place: Place | None = None
    turn: Turn | None = None

    async def connect(self) -> None:
        """Accepted before it is known who it is: only so a browser learns why it is refused."""
        services, request = runtime.services(), request_of(self.scope)
        who, language = partial(identify, request), language_of(request)
        self.place = services.addresses.take(limited_by(self.scope))
        if self.place is None:
            await super().connect()
            self.bye(endings.CROWDED_ADDRESS)
            return
        self.turn = services.arrivals.turn()
        await self._wait_for(self.turn)
        await super().connect()
        assert self.outgoing is not None
        self.session = Session(services, self.outgoing, who, language)
        self.session.greet_in(self.turn)
        if self.prepared is not None:
            session, flooded = self.session, partial(self.session.bye, endings.FLOOD)
            self.prepared.hand_over(session.receive_text, session.receive_bytes, flooded)

    async def _wait_for(self, turn: Turn) -> None:
        """StopConsumer if the client is gone before: that is all it can say while it waits."""
        if not turn.begun.done():
            gone = asyncio.ensure_future(self.base_receive())
            try:
                await asyncio.wait({gone, turn.begun}, return_when=asyncio.FIRST_COMPLETED)
                if gone.done():
                    raise StopConsumer
            finally:
                gone.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.session is None:
            return
        if text_data is not None:
            self.session.receive_text(text_data)
        elif bytes_data is not None:
            self.session.receive_bytes(bytes_data)

    def disconnected(self, code: int, cause: str) -> None:
        if self.session is not None:
            self.session.end(code, by=cause)

    def gone(self) -> None:
        if self.session is not None:
            self.session.end()
        if self.place is not None:
            self.place.free()
        if self.turn is not None:
            self.turn.over()
        super().gone()


class UnknownConsumer(Consumer):
    """Any other path: accepted, so that the client learns what is wrong with it."""

    async def connect(self) -> None:
        await super().connect()
        self.bye(endings.NO_ENDPOINT)


def subprotocol(offered: Iterable[str]) -> str | None:
    """The first the server knows of those offered."""
    return next((name for name in offered if name in SUBPROTOCOLS), None)
