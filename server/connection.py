"""One WebSocket connection, read no faster than is fair, and than its peer reads.

It is also the ASGI extension `lifeline.prepared` of its own scope.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from autobahn.websocket.types import ConnectionDeny

from server.output import Output
from server.pace import BYTES_PER_TOKEN, PAUSE_S, Pace
from server.quick import texts_of

Message = TypeVar("Message", str, bytes)
Take = Callable[[Message], None]

# Read at a time: everybody else waits for the frames of so many bytes at most.
READ_BYTES = 4 * 1024
# So many the application may not have taken yet, and how soon we look again.
INBOX_MESSAGES, LOOK_AGAIN_S = 4, 0.02
# RFC 6455, section 7.4.
NO_CODE, POLICY_VIOLATION = 1005, 1008


class Connection(Output):
    # What was sent before the close may take a while on a slow link.
    closeHandshakeTimeout = 10
    _asked = False  # the application, whether to accept
    _paused = False
    _take_text: Take[str] | None = None
    _take_binary: Take[bytes] | None = None
    message_data: list[bytes]

    def hand_over(self, text: Take[str], binary: Take[bytes], flooded: Callable[[], None]) -> None:
        """Call these with each message in place of a queue and a task, and the last if the peer
        goes on sending more than any client has reason to.
        """
        self._take_text, self._take_binary, self._flooded = text, binary, flooded

    def close(self, code: int = POLICY_VIOLATION) -> None:
        self.sendCloseFrame(code=int(code))

    def sendCloseFrame(
        self, code: int | None = None, reasonUtf8: bytes | None = None, isReply: bool = False
    ) -> None:
        if self.state == self.STATE_CONNECTING:  # autobahn raises then, into whoever lets go
            self.dropConnection(abort=True)
        else:
            super().sendCloseFrame(code, reasonUtf8, isReply)

    def connectionMade(self) -> None:
        super().connectionMade()
        self.transport.bufferSize = READ_BYTES
        self._clock = asyncio.get_running_loop().time
        self._pace = Pace(self._clock())
        self._flooded = self.close

    def processHandshake(self) -> None:
        if self._asked:  # what comes before the answer waits
            self.transport.pauseProducing()
        else:
            super().processHandshake()

    def onConnect(self, request: Any) -> Any:
        offered = request.headers.get("sec-websocket-protocol", "")
        # Daphne would unquote what is offered, and log a traceback for the rest.
        if "%" in offered or not all(map(str.isascii, (request.path, offered, *request.headers))):
            raise ConnectionDeny(400, "Odd headers")  # type: ignore[no-untyped-call]
        self._asked = True
        return super().onConnect(request)

    def onOpen(self) -> None:
        self._pause(0)  # until the application has said how it takes messages

    def dataReceived(self, data: bytes) -> None:
        texts = texts_of(data) if self._is_everyday(data) else None
        if texts is not None and self._take_text is not None:
            self.last_ping = self._clock()  # Daphne pings who has been silent since
            for text in texts:
                self._pace.tokens -= 1 + len(text) / BYTES_PER_TOKEN
                self._take_text(text)
        elif not self.failedByMe:
            self._dataReceived(data)

    def _is_everyday(self, data: bytes) -> bool:
        """Nothing has begun, is late or waits, so that autobahn need not know of it."""
        waits = self.state != self.STATE_OPEN or self._paused or self.autoPingTimeoutCall
        begun = waits or self.data or self.current_frame or self.inside_message
        return not begun and self._pace.tokens > len(data) and self.buffered <= self.pause_bytes

    def processData(self) -> bool:
        """Autobahn's next step with `data`; False if there is none, or none to take now."""
        if self._pace.tokens <= 0 and self._pace.is_over(self._clock()):
            self._pause(PAUSE_S)
            if self._pace.is_flood:
                self._flooded()
        elif self.buffered > self.pause_bytes or self.application_queue.qsize() >= INBOX_MESSAGES:
            self._pause(LOOK_AGAIN_S)
        return not self._paused and not self.failedByMe and bool(super().processData())

    def _pause(self, seconds: float) -> None:
        if not self._paused:
            self._paused = True
            self.transport.pauseProducing()
            asyncio.get_running_loop().call_later(seconds, self._resume)

    def _resume(self) -> None:
        self._paused = False
        if self.state != self.STATE_CLOSED:
            self.transport.resumeProducing()
            self.consumeData()

    def onFrameBegin(self) -> None:
        # Fragments and the protocol's own pings count too.
        self._pace.tokens -= 1 + self.current_frame.length / BYTES_PER_TOKEN
        super().onFrameBegin()

    def onMessageEnd(self) -> None:
        payload, self.message_data = b"".join(self.message_data), []
        if self.state == self.STATE_OPEN:
            self.last_ping = self._clock()
            if self._take_text is None or self._take_binary is None:
                self.onMessage(payload, self.message_is_binary)
            elif self.message_is_binary:
                self._take_binary(payload)
            else:
                self._take_text(payload.decode())

    def _fail_connection(self, code: int = POLICY_VIOLATION, reason: str = "") -> None:
        """The peer broke RFC 6455 or a limit: it is told, and what follows is not looked at. Half
        closed, for dropping TCP with unread data would take the close frame with it.
        """
        if self.state == self.STATE_OPEN:
            self.cause = "invalid"
            self.close(code)
            self.transport.loseWriteConnection()
        self.failedByMe, self.data = True, b""

    def onClose(self, wasClean: bool, code: int | None, reason: str) -> None:
        if self._asked and self in self.server.connections:
            self.server.protocol_disconnected(self)
            cause = "client" if wasClean else "unanswered" if self.droppedByMe else "lost"
            code = self.localCloseCode if self.failedByMe else code
            message = {"type": "websocket.disconnect", "code": code or NO_CODE}
            self.application_queue.put_nowait(message | {"cause": self.cause or cause})
