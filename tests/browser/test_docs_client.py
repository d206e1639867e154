"""The page and the server of docs/client.md, as a stranger would copy them."""

import re
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect
from websockets.sync.client import connect

from tests.browser.conftest import NewContext
from tests.servers.app import ROOT
from tests.servers.listening import listening
from tests.servers.ports import free_port
from tests.servers.process import ServerProcess

TEXT = (ROOT / "docs" / "client.md").read_text()
HTML, PYTHON = (
    re.search(rf"^```{kind}\n(.*?)^```$", TEXT, re.M | re.S) for kind in ("html", "python")
)
PORT = "8765"
# One window of the preset's back-off and a slow machine.
BACK_MS = 8_000


def test_the_page_of_the_documentation_finds_its_server_again(
    new_context: NewContext, tmp_path: Path
) -> None:
    port = free_port()
    with site(tmp_path, port) as origin, plain_server(tmp_path, port) as server:
        page = new_context().new_page()
        page.goto(f"{origin}/page.html")
        expect(page.locator("#state")).to_contain_text("online")
        server.kill()
        expect(page.locator("#state")).to_contain_text("waiting")
        page.locator("#say").fill("typed in an outage")
        page.locator("#say").press("Enter")
        with plain_server(tmp_path, port):
            said = "You said: typed in an outage"
            expect(page.locator("#heard")).to_contain_text(said, timeout=BACK_MS)
            assert page.locator("#heard").inner_text() == f"{said}\n"


def test_the_server_of_the_documentation_has_no_words_for_who_goes_away_nor_for_ctrl_c(
    tmp_path: Path,
) -> None:
    port = free_port()
    with plain_server(tmp_path, port) as server:
        # Without a close frame, as a browser that is killed.
        with connect(f"ws://127.0.0.1:{port}/") as connection:
            connection.send("ping")
            assert connection.recv() == "pong"
            connection.socket.shutdown(socket.SHUT_RDWR)
        assert server.stop(signal.SIGINT) == 0
        assert server.log_text() == ""


@contextmanager
def site(folder: Path, port: int) -> Iterator[str]:
    """The page, beside a copy of the library, served by Python's own server: its origin."""
    assert HTML
    (folder / "page.html").write_text(HTML[1].replace(PORT, str(port)))
    (folder / "lifeline").symlink_to(ROOT / "static" / "lifeline")
    own = free_port()
    command = [sys.executable, "-m", "http.server", str(own), "--bind", "127.0.0.1"]
    with listening(own, command, log=folder / "site.log", folder=folder):
        yield f"http://127.0.0.1:{own}"


@contextmanager
def plain_server(folder: Path, port: int) -> Iterator[ServerProcess]:
    assert PYTHON
    script = folder / "server.py"
    script.write_text(PYTHON[1].replace(PORT, str(port)))
    with listening(
        port, [sys.executable, str(script)], log=folder / "server.log", folder=folder
    ) as server:
        yield server
