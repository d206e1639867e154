"""One browser and one server for all tests that do not kill theirs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.chatter import DEADLINE_MS, Chatter, newcomer
from tests.servers.app import AppServer, Serve, copy_sqlite, running_app
from tests.servers.chromium import running_chromium

# People in tests type faster than people.
ENV = {"POSTS_PER_SECOND": "1000"}

NewContext = Callable[..., BrowserContext]
Come = Callable[..., Chatter]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=DEADLINE_MS)
    with running_chromium() as running:
        yield running


@pytest.fixture(scope="session")
def site(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A server shared by all tests: they must leave it running, and be alone in their rooms."""
    folder = tmp_path_factory.mktemp("site")
    with running_app(folder, copy_sqlite(migrated_sqlite, folder), env=ENV) as server:
        yield server
    assert "Traceback" not in server.log_text()


@pytest.fixture
def own_site(sqlite_url: str, serve: Serve) -> AppServer:
    """A server of the test's own, to kill and to pause."""
    return serve(sqlite_url, env=ENV)


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
def come(new_context: NewContext, site: AppServer) -> Iterator[Come]:
    """`come("Ann")`: a guest in a browser of their own, online. Their pages may throw nothing."""
    everybody: list[Chatter] = []

    def arrive(name: str, server: AppServer = site, **options: object) -> Chatter:
        everybody.append(newcomer(new_context(**options), server.origin, name))
        return everybody[-1]

    yield arrive
    assert [trouble for chatter in everybody for trouble in chatter.trouble] == []
