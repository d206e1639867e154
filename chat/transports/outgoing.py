"""What leaves by one WebSocket connection: two ways, by what the server can do."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Protocol

from django.conf import settings

from chat.protocol.close_codes import CloseCode
from chat.realtime.shared_frame import SharedFrame
from chat.realtime.transport import Transport
from chat.transports.asgi import Send

logger = logging.getLogger(__name__)

# May wait for a server that does not take it, beside what credit allows: pongs and other answers,
# and news of rooms and people. With the usual credit `serve` lets go at the same.
EXCESS_CHARS = 768 * 1024


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

    def send_shared(self, frame: SharedFrame) -> None:
        if frame.prepared is None:
            frame.prepared = self._prepare(frame.encoded)
        self._send(frame.prepared)

    def close(self, code: int) -> None:
        self._connection.close(code)

    def stop(self) -> None:
        """There is nothing to stop."""


class QueuedOutgoing:
    """By `websocket.send`, which may wait for the peer. `broken` is called when that is gone, and
    `overfull` when too much waits for it: then all of that is dropped, and the connection closed.
    """

    def __init__(
        self, application_send: Send, broken: Callable[[], None], overfull: Callable[[], None]
    ) -> None:
        self._application_send, self._broken, self._overfull = application_send, broken, overfull
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._waiting_chars = 0
        self._closed = False
        self._task = asyncio.create_task(self._run())

    def send(self, text: str) -> None:
        if self._waiting_chars > settings.UNSEEN_BYTES + EXCESS_CHARS and not self._closed:
            self._let_go()
        self._waiting_chars += len(text)
        self._put({"type": "websocket.send", "text": text})

    def send_shared(self, frame: SharedFrame) -> None:
        self.send(frame.text)

    def close(self, code: int) -> None:
        self._put({"type": "websocket.close", "code": int(code)})
        self._closed = True

    def stop(self) -> None:
        self._task.cancel()

    def _put(self, message: dict[str, Any]) -> None:
        if not self._closed:
            self._queue.put_nowait(message)

    def _let_go(self) -> None:
        while not self._queue.empty():
            self._queue.get_nowait()
        self.close(CloseCode.OVERLOADED)
        # Not from within: this may be the middle of a delivery to many.
        asyncio.get_running_loop().call_soon(self._overfull)

    async def _run(self) -> None:
        try:
            while True:
                message = await self._queue.get()
                await self._application_send(message)
                self._waiting_chars -= len(message.get("text", ""))
        except Exception as error:  # servers differ in what they raise for a peer that is gone
            logger.debug("A peer was gone before its frame: %r", error)
            self._broken()
