"""Connections that can be hurt: in all ways with `serve`, by a close alone on other servers.

Their methods are called from any thread.
"""

import asyncio
from functools import partial
from typing import Any

from chat.transports.asgi import Send
from chat.transports.faults.line import Line

REASON = "by a switch of the playground"


class RawLink:
    """Between autobahn and the socket, by the extension `lifeline.prepared` of `serve`.

    There every byte passes, protocol pings and close frames too, whichever way the application
    takes and sends messages: `Output.sendData` is the one way out, `dataReceived` the one way in.
    """

    def __init__(self, connection: Any) -> None:
        self._connection, self._loop = connection, asyncio.get_running_loop()
        self._inward = Line(self._loop, self._abort)
        self._outward = Line(self._loop, self._abort)
        self._receive, self._send = connection.dataReceived, connection.sendData
        self._drop = connection.dropConnection
        connection.dataReceived = self._take
        connection.sendData = self._write
        connection.dropConnection = self._let_go

    def cut(self) -> None:
        """TCP is reset: no close frame, and nobody is asked."""
        self._loop.call_soon_threadsafe(self._abort)

    def black_hole(self, on: bool) -> None:
        """Nothing passes, either way, and TCP stays: the network went away without a word."""
        self._change("swallows", on)

    def delay(self, ms: int) -> None:
        """Each way: a round trip takes twice as long."""
        self._change("delay_s", ms / 1000)

    def close(self, code: int) -> None:
        """A close frame with any code: the server's own way takes only some."""
        self._loop.call_soon_threadsafe(
            self._connection.sendCloseFrame, code, f"{code} {REASON}".encode()
        )

    def gone(self) -> None:
        self._inward.clear()
        self._outward.clear()

    def _change(self, name: str, value: float) -> None:
        for line in (self._inward, self._outward):
            self._loop.call_soon_threadsafe(setattr, line, name, value)
            self._loop.call_soon_threadsafe(line.look)

    def _abort(self) -> None:
        self._connection.transport.abortConnection()

    def _take(self, data: bytes) -> None:
        self._inward.pass_on(partial(self._receive, data))

    def _write(self, data: bytes, *more: Any, **options: Any) -> None:
        self._outward.pass_on(partial(self._send, data, *more, **options))

    def _let_go(self, abort: bool = False) -> None:
        if abort:  # the server gives up by itself: that needs no network
            self._drop(abort=True)
        else:
            self._outward.pass_on(partial(self._drop, abort=False))


class PlainLink:
    """By ASGI's own messages: only a close, and that with 1000 or 3000 to 4999."""

    def __init__(self, send: Send) -> None:
        self._send, self._loop = send, asyncio.get_running_loop()

    def close(self, code: int) -> None:
        message = {"type": "websocket.close", "code": code, "reason": f"{code} {REASON}"}
        asyncio.run_coroutine_threadsafe(_told(self._send, message), self._loop)

    def gone(self) -> None:
        """There is nothing to let go of."""


Link = RawLink | PlainLink


async def _told(send: Send, message: dict[str, Any]) -> None:
    await send(message)
