"""What leaves by a response: frames, a line each, as they come."""

import asyncio
from collections.abc import Callable
from typing import Any

from chat.realtime.shared_frame import SharedFrame
from chat.transports.asgi import Send

HEADERS = [
    (b"content-type", b"application/x-ndjson"),
    # Neither kept nor compressed on the way: compressors wait for more.
    (b"cache-control", b"no-store, no-transform"),
    # nginx does not collect it then.
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]

# Handed on at a time, so that on a slow line each counts as life.
PIECE_BYTES = 32 * 1024
# For a slow line to take the rest.
REST_S = 30.0


class Lines:
    """A `Transport`. This keeps what the server does not take yet. Whoever sends bounds it: by the
    credit and one reset for a stream, by the questions for frames. The server takes some 64 KiB
    more than the peer did (`serve`: server/answers.py; uvicorn), or, as plain Daphne, anything.
    `taken` is called whenever it took something.
    """

    def __init__(self, application_send: Send, taken: Callable[[], None] = lambda: None) -> None:
        self._application_send, self._taken = application_send, taken
        self._waiting: list[str] = []
        self._news = asyncio.Event()
        self._closed = False

    def send(self, text: str) -> None:
        if not self._closed:
            self._waiting.append(text)
            self._news.set()

    def send_shared(self, frame: SharedFrame) -> None:
        self.send(frame.text)

    def close(self, code: int = 0) -> None:
        """The response ends with what waits; for what reason a `bye` says, if anything does."""
        self._closed = True
        self._news.set()

    async def write(
        self, beat_s: float | None = None, beat: Callable[[], None] = lambda: None
    ) -> None:
        """Returns when all is written, after `close`. `beat` is called after each `beat_s` of
        silence. It waits for the peer as long as that takes: bounded by the caller, by `REST_S`
        more than the frames may take to come.
        """
        await self._application_send(
            {"type": "http.response.start", "status": 200, "headers": HEADERS}
        )
        while not self._closed or self._waiting:
            await self._write_what_waits(beat_s, beat)
        await self._application_send({"type": "http.response.body", "body": b""})

    async def _write_what_waits(self, beat_s: float | None, beat: Callable[[], None]) -> None:
        try:
            async with asyncio.timeout(beat_s):
                await self._news.wait()
        except TimeoutError:
            beat()
        self._news.clear()
        lines, self._waiting = self._waiting, []
        body = "".join(f"{line}\n" for line in lines).encode()
        for begin in range(0, len(body), PIECE_BYTES):
            message: dict[str, Any] = {
                "type": "http.response.body",
                "body": body[begin : begin + PIECE_BYTES],
                "more_body": True,
            }
            await self._application_send(message)
            self._taken()
