"""Through an nginx that nobody told about WebSocket the conversation goes on, by HTTP."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chatter import Chatter
from tests.browser.conftest import ENV, NewContext
from tests.servers.app import AppServer
from tests.servers.nginx import BUFFERING, PASSING, STRIPPING, Nginx
from tests.servers.people import join_as_guest

WAYS = {"strips": STRIPPING, "buffers": BUFFERING}
NETWORK_CHANGED = "window.dispatchEvent(new Event('online'))"

Arrive = Callable[[str, str], Chatter]


@pytest.fixture
def server(sqlite_url: str, static_files: Path, tmp_path: Path) -> Iterator[AppServer]:
    (tmp_path / "static").symlink_to(static_files)
    server = AppServer(tmp_path, sqlite_url, env=ENV)
    yield server
    server.kill()
    assert "Traceback" not in server.log_text()


@pytest.fixture
def nginx(server: AppServer, tmp_path: Path) -> Iterator[Nginx]:
    """In front of the server, which so has other addresses than its own."""
    nginx = Nginx(tmp_path, server.port, WAYS)
    server.env["ALLOWED_ORIGINS"] = ",".join(nginx.origins)
    server.start()
    try:
        nginx.start()
        yield nginx
    finally:
        nginx.kill()


@pytest.fixture
def arrive(nginx: Nginx, new_context: NewContext) -> Arrive:
    """`arrive("Ann", "strips")`: a guest whose browser goes that way."""

    def come(name: str, way: str) -> Chatter:
        origin = nginx.origin(way)
        context: BrowserContext = new_context()
        cookies = join_as_guest(origin, name).cookies
        context.add_cookies(
            [{"name": key, "value": value, "url": origin} for key, value in cookies.items()]
        )
        chatter = Chatter(context.new_page(), origin, name)
        chatter.open()
        return chatter

    return come


def is_online_by_http(chatter: Chatter) -> None:
    expect(chatter.connection).to_have_text("By HTTP")


def test_the_conversation_goes_on_where_upgrade_is_stripped_and_where_answers_are_kept_back(
    arrive: Arrive, server: AppServer
) -> None:
    ann, bob = arrive("Ann", "strips"), arrive("Bob", "buffers")
    is_online_by_http(ann)
    is_online_by_http(bob)
    for speaker, listener in ((ann, bob), (bob, ann)):
        speaker.say(f"{speaker.name} was here")
        listener.sees(f"{speaker.name} was here")

    ann.page.reload()
    is_online_by_http(ann)
    server.kill()
    ann.say("said while the server was away")
    server.start()
    for chatter in (ann, bob):
        # The browser says that the network has changed: else both would wait for their back-off.
        chatter.page.evaluate(NETWORK_CHANGED)

    bob.sees("said while the server was away")
    bob.say("and back")
    ann.sees("and back")
    is_online_by_http(ann)
    is_online_by_http(bob)
    assert ann.texts() == bob.texts()
    assert ann.trouble == bob.trouble == []


def test_the_page_goes_back_to_websocket_once_it_gets_through(arrive: Arrive, nginx: Nginx) -> None:
    ann = arrive("Ann", "strips")
    is_online_by_http(ann)

    nginx.reload({**WAYS, "strips": PASSING})
    ann.page.evaluate(NETWORK_CHANGED)  # without that it is tried after 30 s

    ann.is_online()
    ann.say("by WebSocket")
    ann.sees_state("by WebSocket", "stored")
    assert ann.trouble == []
