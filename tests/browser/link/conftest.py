"""A lively browser and a plain server per worker; a server of ours behind a fault proxy."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.browser.chatter import Chatter, newcomer
from tests.browser.conftest import ENV
from tests.browser.link.bare_page import BarePage
from tests.browser.link.faulty_site import FaultySite, running_faulty_site
from tests.browser.link.lively import lively_chromium, watch_sockets
from tests.browser.profiles import Profiles
from tests.servers.app import copy_sqlite
from tests.servers.plain import PlainServer, running_plain_server
from tests.servers.proxy import FaultProxy, running_proxy

BARE_PAGE = Path(__file__).parent / "pages" / "bare.html"


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """In place of the usual one."""
    with lively_chromium(playwright) as running:
        yield running


@pytest.fixture(scope="session")
def plain_server() -> Iterator[PlainServer]:
    with running_plain_server(BARE_PAGE) as server:
        yield server


@pytest.fixture
def proxy(plain_server: PlainServer) -> Iterator[FaultProxy]:
    """In front of the plain server's WebSockets."""
    with running_proxy(plain_server.port) as running:
        yield running


@pytest.fixture(scope="session")
def second_sockets() -> list[str]:
    """The addresses to which a page of a watched profile had two sockets at once."""
    return []


@pytest.fixture(scope="session")
def watched_profiles(browser: Browser, second_sockets: list[str]) -> Profiles:
    return Profiles(browser, prepare=lambda context: watch_sockets(context, second_sockets))


@pytest.fixture
def context(watched_profiles: Profiles, second_sockets: list[str]) -> Iterator[BrowserContext]:
    """A profile in which a page may have one socket to an address; at the end: it had."""
    second_sockets.clear()
    with watched_profiles.borrowed() as borrowed:
        yield borrowed
    assert second_sockets == []


@pytest.fixture
def bare(context: BrowserContext, plain_server: PlainServer) -> BarePage:
    return BarePage(context.new_page(), plain_server)


@pytest.fixture(scope="session")
def faulty_site(
    migrated_sqlite: Path, static_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FaultySite]:
    """A server of ours whose pages come through a fault proxy; tests leave it healed."""
    folder = tmp_path_factory.mktemp("faulty-site")
    (folder / "static").symlink_to(static_files)
    with running_faulty_site(folder, copy_sqlite(migrated_sqlite, folder), ENV) as site:
        yield site
    assert "Traceback" not in site.server.log_text()


@pytest.fixture
def arrive(context: BrowserContext, faulty_site: FaultySite) -> Iterator[Callable[[str], Chatter]]:
    """`arrive("Ann")`: a guest, online, whose page comes through the proxy and throws nothing."""
    everybody: list[Chatter] = []

    def come(name: str) -> Chatter:
        everybody.append(newcomer(context, faulty_site.origin, name))
        return everybody[-1]

    yield come
    faulty_site.heal()
    assert [trouble for chatter in everybody for trouble in chatter.trouble] == []
