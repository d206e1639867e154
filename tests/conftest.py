"""Fixtures for every test: databases, servers, and the rule that nothing is skipped."""

import itertools
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import hypothesis
import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connections
from django.db.models.signals import post_migrate

from tests.servers.app import (
    ROOT,
    AppServer,
    Serve,
    copy_sqlite,
    prepare_database,
    prepare_sqlite,
    running_app,
)
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.proxy import FaultProxy, running_proxy
from tests.servers.redis import RedisServer, running_redis


def pytest_configure() -> None:
    # A machine that gives up on a run sends SIGTERM: end as at Ctrl-C, so that servers are stopped.
    signal.signal(signal.SIGTERM, _interrupt)
    # A shell has Ctrl-C ignored by what it runs in the background, and every server inherits that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Hypothesis' own dead-line is of the machine, not of what is tested.
    hypothesis.settings.register_profile("lifeline", deadline=None)
    hypothesis.settings.load_profile("lifeline")


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped a test: what tests need, `make test` brings."""
    if _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if skipped := _skipped(config):
        terminalreporter.section("nothing may be skipped")
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longreprtext}")


def _skipped(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    assert reporter is not None
    return list(reporter.stats.get("skipped", []))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Give each run of pytest a test file of its own: two at once would share the settings' one."""
    folder = tmp_path_factory.mktemp("test-database")
    for connection in connections.all():
        if connection.vendor == "sqlite":
            name = Path(connection.settings_dict["TEST"]["NAME"]).name
            connection.settings_dict["TEST"]["NAME"] = folder / name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Each emptying of the tables would make all permissions anew: most of a test's time."""
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    post_migrate.connect(_forget_content_types)


def _forget_content_types(**_: object) -> None:
    """They are made when they are needed, if nobody believes that they are there."""
    from django.contrib.contenttypes.models import ContentType  # needs Django to be set up

    ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL cluster for the whole run; a test that stops it starts it again."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis-protocol server of the test's own."""
    with running_redis() as server:
        yield server


@pytest.fixture
def make_proxy() -> Iterator[Callable[[int], FaultProxy]]:
    """`make_proxy(port)`: a fault proxy in front of a server's port."""
    with ExitStack() as running:
        yield lambda upstream_port: running.enter_context(running_proxy(upstream_port))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the Lobby and the admin, to copy from."""
    return prepare_sqlite(tmp_path_factory.mktemp("sqlite-template"))


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the Lobby and the admin, to copy from."""
    name = postgres.create_database()
    prepare_database(tmp_path_factory.mktemp("postgres-template"), postgres.url(name))
    return name


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """DATABASE_URL of a migrated SQLite file of the test's own."""
    return copy_sqlite(migrated_sqlite, tmp_path)


@pytest.fixture
def postgres_url(postgres: Postgres, migrated_postgres: str) -> Iterator[str]:
    """DATABASE_URL of a migrated PostgreSQL database of the test's own."""
    name = postgres.create_database(template=migrated_postgres)
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """DATABASE_URL of a migrated database of the test's own, once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """`serve(database_url)`: a started server with a folder of its own, killed at the end."""
    numbers = itertools.count(1)
    with ExitStack() as running:

        def start(
            database_url: str,
            *,
            redis_url: str | None = None,
            env: Mapping[str, str] | None = None,
            entry: Path = ROOT / "manage.py",
        ) -> AppServer:
            folder = tmp_path / f"server-{next(numbers)}"
            folder.mkdir()
            app = running_app(folder, database_url, redis_url=redis_url, env=env, entry=entry)
            return running.enter_context(app)

        yield start
