"""A WebSocket server that knows nothing of Lifeline: text `ping` → `pong`, anything else → itself.

By plain HTTP it serves the library and a page, from an origin of its own. It runs on an event loop
in a thread of its own, for synchronous tests (Playwright).
"""

import asyncio
import logging
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from tests.servers.app import ROOT
from tests.servers.ports import free_port

CALL_DEADLINE_S = 10


class PlainServer:
    """`ws://127.0.0.1:PORT/…`: any path is an endpoint; under `/hang` no handshake is answered."""

    def __init__(self, page: Path) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.handshakes: list[str] = []  # the paths asked for, in order
        self._page = page
        self._answering = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="plain-server", daemon=True
        )
        self._server: Server | None = None

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(CALL_DEADLINE_S)

    def close(self) -> None:
        try:
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(CALL_DEADLINE_S)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(CALL_DEADLINE_S)
            self._loop.close()

    def answer(self) -> None:
        """Let `/hang` hang no more."""
        self._loop.call_soon_threadsafe(self._answering.set)

    async def _serve(self) -> None:
        # A browser that goes away in the middle of a handshake is what these tests are about.
        quiet = logging.Logger("plain-server", logging.CRITICAL)
        self._server = await serve(
            *(self._converse, "127.0.0.1", self.port),
            process_request=self._process,
            open_timeout=None,
            ping_interval=None,
            close_timeout=0.1,
            logger=quiet,
        )

    async def _close(self) -> None:
        self._answering.set()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _process(self, _: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        if request.headers.get("Upgrade", "").lower() != "websocket":
            return file(self._page if path == "/" else ROOT / path.removeprefix("/"))
        self.handshakes.append(path)
        if path == "/hang":
            await self._answering.wait()
        return None

    async def _converse(self, connection: ServerConnection) -> None:
        async for message in connection:
            await connection.send("pong" if message == "ping" else message)


def file(path: Path) -> Response:
    """It over HTTP; 404 for what is neither the page nor a static file."""
    known = path.suffix == ".html" or path.is_relative_to(ROOT / "static")
    if not (known and path.is_file()):
        return Response(HTTPStatus.NOT_FOUND, "Not Found", Headers(), b"")
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    body = path.read_bytes()
    headers = Headers({"Content-Type": kind, "Content-Length": str(len(body))})
    return Response(HTTPStatus.OK, "OK", headers, body)


@contextmanager
def running_plain_server(page: Path) -> Iterator[PlainServer]:
    """A started one; gone at the end."""
    server = PlainServer(page)
    try:
        server.start()
        yield server
    finally:
        server.close()
