"""What leaves by one WebSocket connection: two ways, by what the server can do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from chat.realtime.shared_frame import SharedFrame
from chat.realtime.transport import Transport

logger = logging.getLogger(__name__)

Send = Callable[[Any], Awaitable[None]]


class Connection(Protocol):
    """The ASGI extension `lifeline.prepared`, which `manage.py serve` has: `server.connection`."""

    def prepare(self, text: bytes) -> bytes:
        """The whole WebSocket frame of a text message, for any number of connections."""

    def send(self, frame: bytes) -> None:
        """Straight to the socket; what that does not take is kept, and bounded."""

    def close(self, code: int) -> None:
        """A close frame, after all that was sent."""

    def hand_over(
        self,
        text: Callable[[str], None],
        binary: Callable[[bytes], None],
        flooded: Callable[[], None],
    ) -> None:
        """Messages come by these in place of `websocket.receive`; the last says that the peer goes
        on sending more than any client has reason to.
        """


class Outgoing(Transport, Protocol):
    def stop(self) -> None:
        """The connection is gone."""


class PreparedOutgoing:
    """No queue and no task; what waits for a slow peer is bounded by credit and by the server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._prepare, self._send = connection.prepare, connection.send

    def send(self, text: str) -> None:
        self._send(self._prepare(text.encode()))

    def send_live(self, live: SharedFrame) -> None:
        if live.prepared is None:
            live.prepared = self._prepare(live.encoded)
        self._send(live.prepared)

    def close(self, code: int) -> None:
        self._connection.close(code)

    def stop(self) -> None:
        """There is nothing to stop."""


class QueuedOutgoing:
    """By `websocket.send`; the queue's length is bounded by the session's credit."""

    def __init__(self, application_send: Send, broken: Callable[[], None]) -> None:
        self._application_send, self._broken = application_send, broken
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._closed = False
        self._task = asyncio.create_task(self._run())

    def send(self, text: str) -> None:
        self._put({"type": "websocket.send", "text": text})

    def send_live(self, live: SharedFrame) -> None:
        self.send(live.text)

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
