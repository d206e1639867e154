"""The servers that are compared, each a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import npm
from benchmarks.crowd import Dialect, Lifeline, SocketIO, Tutorial
from tests.servers.app import ROOT, environment, prepare_database, running_app
from tests.servers.listening import listening
from tests.servers.people import join_as_guest
from tests.servers.ports import free_port
from tests.servers.redis import running_redis

SOCKET_IO = ROOT / "benchmarks" / "socketio"
# As in production; and nobody is told to slow down: the throttle is not what is measured.
SETTINGS = {
    "DEBUG": "0",
    "PLAIN_HTTP": "1",
    "ALLOWED_HOSTS": "127.0.0.1",
    "POSTS_PER_SECOND": "100000",
}


@dataclass(frozen=True)
class Running:
    """A server, and how to be in its room."""

    pid: int
    url: str
    dialect: type[Dialect]
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def lifeline(folder: Path) -> Iterator[Running]:
    """`manage.py serve` on SQLite: every message is on the disk before anybody sees it."""
    url = f"sqlite:///{folder / 'lifeline.sqlite3'}"
    prepare_database(folder, url)
    _collect_static(environment(folder, url, None, SETTINGS))
    with running_app(folder, url, env=SETTINGS) as app:
        guest = join_as_guest(app.origin, "Alice")
        # No `Origin`: these are no browsers.
        yield Running(app.pid, app.ws_url(), Lifeline, {"Cookie": guest.headers()["Cookie"]})


def _collect_static(env: dict[str, str]) -> None:
    """Pages are made of them with DEBUG off."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=env, check=True)


@contextmanager
def tutorial_in_memory(folder: Path) -> Iterator[Running]:
    with _tutorial(folder, {}) as running:
        yield running


@contextmanager
def tutorial_on_redis(folder: Path) -> Iterator[Running]:
    with running_redis() as redis, _tutorial(folder, {"REDIS_URL": redis.url}) as running:
        yield running


@contextmanager
def _tutorial(folder: Path, env: dict[str, str]) -> Iterator[Running]:
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    command = [
        *(sys.executable, "-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", str(port)),
        "benchmarks.tutorial:application",
    ]
    log = folder / "tutorial.log"
    with listening(port, command, log=log, folder=ROOT, env={**inherited, **env}) as server:
        yield Running(server.pid, f"ws://127.0.0.1:{port}/ws/chat/lobby/", Tutorial)


@contextmanager
def socket_io(folder: Path) -> Iterator[Running]:
    """Socket.IO on Node with its in-memory adapter."""
    npm.install(SOCKET_IO)
    port = free_port()
    command = ["node", str(SOCKET_IO / "server.js"), str(port)]
    with listening(port, command, log=folder / "socketio.log", folder=SOCKET_IO) as server:
        url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        yield Running(server.pid, url, SocketIO)
