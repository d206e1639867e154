"""What tests of a process that ends do to it, and see of it."""

import asyncio
import http.client
import json
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from functools import partial
from typing import NamedTuple

from tests.integration.chatting import greet
from tests.servers.app import AppServer
from tests.servers.people import Visitor, join_as_guest
from tests.servers.waiting import wait_until
from tests.servers.wire import Frame, Wire, WireClosedError, open_wire

HANDSHAKE = (
    "GET /ws/chat/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
)
SAID_S, ANSWER_DEADLINE_S = 4, 10


class Answer(NamedTuple):
    status: int
    connection: str | None  # the header


@contextmanager
def nobody_commits(database_url: str) -> Iterator[Callable[[], None]]:
    """Until the yielded function is called."""
    file = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection.rollback


async def told_to_stop(app: AppServer, which: signal.Signals = signal.SIGTERM) -> None:
    app.signal(which)
    said = partial(wait_until, lambda: "Stopping" in app.log_text(), SAID_S, "a line about it")
    await asyncio.to_thread(said)


async def ended(app: AppServer, within_s: float) -> int:
    return await asyncio.to_thread(app.ended, within_s)


async def taken(wire: Wire) -> None:
    """The server has read all that was sent before, on this connection and older ones."""
    await wire.send({"type": "ping", "n": 77})
    await wire.expect("pong", n=77)


@asynccontextmanager
async def knock(app: AppServer, visitor: Visitor) -> AsyncIterator[asyncio.StreamReader]:
    """A handshake that has left; the kernel takes it, whether or not the server looks."""
    answers, requests = await asyncio.open_connection("127.0.0.1", app.port)
    headers = "".join(f"{name}: {value}\r\n" for name, value in visitor.headers().items())
    requests.write(HANDSHAKE.format(port=app.port, headers=headers).encode())
    await requests.drain()
    yield answers
    requests.close()


async def rest(wire: Wire) -> list[Frame]:
    """All frames up to the close."""
    frames = []
    try:
        while True:
            frames.append(await wire.recv())
    except WireClosedError:
        return frames


class Browser:
    """An HTTP connection that has been used, and that the server keeps open."""

    def __init__(self, app: AppServer) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", app.port, timeout=ANSWER_DEADLINE_S)
        self.ask("GET", "/healthz")
        self.answer()

    def ask(self, method: str, path: str, visitor: Visitor | None = None) -> None:
        """Send a request; with a visitor it makes a room."""
        if visitor is None:
            self._http.request(method, path)
            return
        headers = {**visitor.headers(), "X-CSRFToken": visitor.cookies["csrftoken"]}
        body = json.dumps({"name": "Late"})
        self._http.request(method, path, body, {**headers, "Content-Type": "application/json"})

    def answer(self) -> Answer:
        with self._http.getresponse() as response:
            response.read()
            return Answer(response.status, response.headers["Connection"])

    def close(self) -> None:
        self._http.close()


def stored(database_url: str, body: str) -> int:
    """How many messages of that body."""
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        [count] = connection.execute(
            "SELECT count(*) FROM chat_message WHERE body = ?", [body]
        ).fetchone()
    return int(count)


@asynccontextmanager
async def three_tabs(app: AppServer) -> AsyncIterator[list[Wire]]:
    alice = join_as_guest(app.origin, "Alice")
    async with AsyncExitStack() as tabs:
        wires = [await tabs.enter_async_context(open_wire(app.ws_url(), alice)) for _ in range(3)]
        for wire in wires:
            await greet(wire)
        yield wires
