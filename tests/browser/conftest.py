"""One browser and one server per worker, for all tests that do not kill theirs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.browser.chatter import DEADLINE_MS, Chatter, newcomer
from tests.browser.profiles import Profiles
from tests.servers.app import AppServer, copy_sqlite, running_app
from tests.servers.chromium import launch_options
from tests.servers.production import LAN, collect_static

# As it is run, except that people in tests type faster than people. A dead-line of 2 s, half of
# the default, is what most of these tests' waiting is for; tests of it set their own.
ENV = {**LAN, "POSTS_PER_SECOND": "1000", "HEARTBEAT_TIMEOUT_MS": "2000"}

# The files that take longest come first: else one worker ends with them while the other idles.
FIRST = ("test_by_http", "test_walks")

NewContext = Callable[..., BrowserContext]
Come = Callable[..., Chatter]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order in which `--dist loadfile --no-loadscope-reorder` hands files to its workers."""
    items.sort(key=lambda item: item.path.stem not in FIRST)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One per process: it runs an event loop of its own."""
    expect.set_options(timeout=DEADLINE_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = playwright.chromium.launch(**launch_options())
    yield running
    running.close()


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collected static files of all servers, so that browsers may cache them."""
    return collect_static(tmp_path_factory.mktemp("static"))


@pytest.fixture(scope="session")
def site(
    migrated_sqlite: Path, static_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AppServer]:
    """A server shared by all tests: they must leave it running, and be alone in their rooms."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "static").symlink_to(static_files)
    with running_app(folder, copy_sqlite(migrated_sqlite, folder), env=ENV) as server:
        yield server
    assert "Traceback" not in server.log_text()


@pytest.fixture
def own_site(sqlite_url: str, static_files: Path, tmp_path: Path) -> Iterator[AppServer]:
    """A server of the test's own, to kill and to pause."""
    folder = tmp_path / "own-site"
    folder.mkdir()
    (folder / "static").symlink_to(static_files)
    with running_app(folder, sqlite_url, env=ENV) as server:
        yield server


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    return Profiles(browser)


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """`new_context(…)`: somebody's browser, with an empty profile; closed at the end."""
    with ExitStack() as open_contexts:

        def make(**options: object) -> BrowserContext:
            context = browser.new_context(locale="en-GB", **options)  # type: ignore[arg-type]
            open_contexts.callback(context.close)
            return context

        yield make


@pytest.fixture
def come(profiles: Profiles, site: AppServer) -> Iterator[Come]:
    """`come("Ann")`: a guest in a browser of their own, online. Their pages may throw nothing."""
    everybody: list[Chatter] = []
    with ExitStack() as borrowed:

        def arrive(name: str, server: AppServer = site, **options: object) -> Chatter:
            context = borrowed.enter_context(profiles.borrowed(**options))
            everybody.append(newcomer(context, server.origin, name))
            return everybody[-1]

        yield arrive
    assert [trouble for chatter in everybody for trouble in chatter.trouble] == []
