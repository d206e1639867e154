"""The clients that are compared: each with its server, a proxy of its own, and its window."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import npm
from benchmarks.links.chromium import Chromium, Window, running_chromium
from tests.servers.app import ROOT, prepare_database, running_app
from tests.servers.listening import listening
from tests.servers.people import join_as_guest
from tests.servers.ports import free_port
from tests.servers.proxy import FaultProxy, running_proxy
from tests.servers.waiting import wait_until

HERE = ROOT / "benchmarks" / "links"
WITNESS = (HERE / "witness.js").read_text()
OURS = "lifeline"
UP_DEADLINE_S = 60  # the longest back-off, and Chromium's own delays after many failures

Sizes = dict[str, dict[str, int]]


class Peer(NamedTuple):
    """The port of its server, and the address there."""

    port: int
    address: str


@dataclass(frozen=True)
class Contestant:
    name: str
    window: Window
    proxy: FaultProxy
    page: str
    url: str

    def start(self) -> None:
        """On a new page, and online."""
        self.open()
        self.window.value(f"window.client.start({json.dumps(self.url)})")
        self.is_up()

    def open(self) -> None:
        # A page may only be left for another one: the same address is the same page to DevTools.
        self.window.open("about:blank", "document.readyState === 'complete'")
        self.window.open(self.page, "window.client")

    def is_up(self) -> None:
        wait_until(lambda: self.witness("isUp"), UP_DEADLINE_S, f"{self.name} to be online")

    def witness(self, expression: str) -> Any:
        return self.window.value(f"window.witness.{expression}")

    def waits(self) -> None:
        """For its next try: the server refuses connections."""
        self.proxy.refuse()
        self.proxy.cut()
        wait_until(
            lambda: not self.witness("isUp") and self.witness("alive()") == 0,
            UP_DEADLINE_S,
            f"{self.name} to wait",
        )

    def renew(self) -> None:
        """Online on a link without a past."""
        self.proxy.forward()
        if self.witness("isUp"):
            ends = self.witness("downAt.length")
            self.proxy.cut()
            wait_until(
                lambda: self.witness("downAt.length") > ends,
                UP_DEADLINE_S,
                f"{self.name} to notice a cut",
            )
        self.is_up()


class Arena(NamedTuple):
    chromium: Chromium
    contestants: list[Contestant]
    sizes: Sizes


@contextmanager
def arena(folder: Path) -> Iterator[Arena]:
    """All of them, with their pages not yet open."""
    npm.install(HERE)
    with ExitStack() as stack:
        pages, plain = _servers(stack, folder)
        sizes = json.loads(_node("build.js", str(folder)))
        chromium = stack.enter_context(running_chromium(folder))
        origin = f"http://127.0.0.1:{pages}"
        peers = {
            OURS: _lifeline(stack, folder, origin, chromium),
            "reconnecting-websocket": Peer(plain, "ws://127.0.0.1:{port}/"),
            "socket.io-client": Peer(plain, "ws://127.0.0.1:{port}"),
        }
        contestants = []
        for name, peer in peers.items():
            proxy = stack.enter_context(running_proxy(peer.port))
            window = chromium.window()
            window.before_each_page(WITNESS)
            url = peer.address.format(port=proxy.port)
            page = f"{origin}/?client={name}"
            contestants.append(Contestant(name, window, proxy, page, url))
        yield Arena(chromium, contestants, sizes)


def _servers(stack: ExitStack, folder: Path) -> tuple[int, int]:
    """The port of the pages, which no fault is in front of, and that of the other clients' server:
    the same one.
    """
    port = free_port()
    command = ["node", str(HERE / "server.js"), str(port), str(folder)]
    stack.enter_context(listening(port, command, log=folder / "node.log", folder=HERE))
    return port, port


def _lifeline(stack: ExitStack, folder: Path, origin: str, chromium: Chromium) -> Peer:
    """`serve`, which the browser is logged in to."""
    url = f"sqlite:///{folder / 'lifeline.sqlite3'}"
    prepare_database(folder, url)
    app = stack.enter_context(running_app(folder, url, env={"ALLOWED_ORIGINS": origin}))
    for name, value in join_as_guest(app.origin, "Alice").cookies.items():
        chromium.set_cookie(name=name, value=value, domain="127.0.0.1", path="/")
    return Peer(app.port, "ws://127.0.0.1:{port}/ws/chat/")


def _node(script: str, *arguments: str) -> str:
    command = ["node", str(HERE / script), *arguments]
    return subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout
