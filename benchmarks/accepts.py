"""`python -m benchmarks.accepts`: handshakes a second of `serve`, beside bare Daphne's.

A drain and a restarted proxy send everybody at once, so this is how fast a site is whole again.
Each round opens connections, a few at a time, keeps them, then closes them all. The servers take
turns, so that a busy neighbour is everybody's.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.measure import cpu_s
from tests.servers.app import ROOT, prepare_database, running_app
from tests.servers.listening import listening
from tests.servers.people import join_as_guest
from tests.servers.ports import free_port

CONNECTIONS, AT_ONCE, ROUNDS = 400, 16, 7
APPLICATION = "benchmarks.accepts:application"
REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n"
)


class Place:
    """Where to connect, and what each round said."""

    def __init__(self, pid: int, url: str, cookie: str = "") -> None:
        parts = urlsplit(url)
        self.pid, self.host, self.port = pid, parts.hostname, parts.port
        more = f"Cookie: {cookie}\r\n" if cookie else ""
        self.request = REQUEST.format(path=parts.path, host=parts.netloc, more=more).encode()
        self.per_s: list[float] = []
        self.cpu_us: list[float] = []

    async def measure(self) -> None:
        limit = asyncio.Semaphore(AT_ONCE)
        cpu_before, before = cpu_s(self.pid), time.perf_counter()
        writers = await asyncio.gather(*(self._connect(limit) for _ in range(CONNECTIONS)))
        self.per_s.append(CONNECTIONS / (time.perf_counter() - before))
        self.cpu_us.append((cpu_s(self.pid) - cpu_before) / CONNECTIONS * 1e6)
        for writer in writers:
            writer.close()
            await writer.wait_closed()

    async def _connect(self, limit: asyncio.Semaphore) -> asyncio.StreamWriter:
        async with limit:
            reader, writer = await asyncio.open_connection(self.host, self.port)
            writer.write(self.request)
            status = await reader.readuntil(b"\r\n\r\n")
            assert b" 101 " in status, status
            return writer


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The least that a WebSocket application can be."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            """Nothing is done with it."""


@contextmanager
def bare_daphne(folder: Path) -> Iterator[Place]:
    port = free_port()
    command = [sys.executable, "-m", "daphne", "-v", "0", "-p", str(port), APPLICATION]
    with listening(port, command, log=folder / "daphne.log", folder=ROOT) as server:
        yield Place(server.pid, f"ws://127.0.0.1:{port}/")


@contextmanager
def our_daphne(folder: Path) -> Iterator[Place]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.accepts", "serve", str(port)]
    with listening(port, command, log=folder / "ours.log", folder=ROOT) as server:
        yield Place(server.pid, f"ws://127.0.0.1:{port}/")


@contextmanager
def lifeline(folder: Path) -> Iterator[Place]:
    """With the look-up of whose cookie it is, which goes on after the handshake."""
    url = f"sqlite:///{folder / 'lifeline.sqlite3'}"
    prepare_database(folder, url)
    with running_app(folder, url) as app:
        cookie = join_as_guest(app.origin, "Alice").headers()["Cookie"]
        yield Place(app.pid, app.ws_url(), cookie)


SERVERS = {
    "bare Daphne, trivial application": bare_daphne,
    "our Daphne, trivial application": our_daphne,
    "serve": lifeline,
}


def main() -> None:
    with ExitStack() as running, tempfile.TemporaryDirectory(prefix="lifeline-accepts-") as folder:
        places = {name: running.enter_context(make(Path(folder))) for name, make in SERVERS.items()}
        asyncio.run(_measure(list(places.values())))
        _print_table(places)


async def _measure(places: list[Place]) -> None:
    for number in range(ROUNDS + 1):
        for place in places:
            if number == 1:  # what came before was to warm up
                place.per_s.clear()
                place.cpu_us.clear()
            await place.measure()


def _print_table(places: dict[str, Place]) -> None:
    base = statistics.median(next(iter(places.values())).cpu_us)
    print(f"{'':36}{'accepts/s':>12}{'CPU µs each':>14}{'CPU, of bare':>14}")
    for name, place in places.items():
        cpu_us = statistics.median(place.cpu_us)
        per_s = statistics.median(place.per_s)
        print(f"{name:36}{per_s:12.0f}{cpu_us:14.0f}{cpu_us / base:14.2f}")


def _serve(port: int) -> None:
    from server.daphne import run
    from server.shutdown import Stopping

    async def nothing(*_: object) -> None:
        """There is nothing to send on, and nothing to finish."""

    run(
        application,
        "127.0.0.1",
        port,
        ready=lambda: None,
        stopping=Stopping(begin=lambda: None, leave=nothing, end=nothing, within_s=5),
        waiting=384 * 1024,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        _serve(int(sys.argv[2]))
    else:
        main()
