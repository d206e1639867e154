"""A site that runs: its processes, started at once, and what they depend on; gone at the end."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.chaos.site.site import PostgresSite, SqliteSite
from tests.chaos.site.supervisor import bring_up
from tests.servers.app import ROOT, AppServer, prepare_database
from tests.servers.event_thread import running_event_thread
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.proxy import running_proxy
from tests.servers.redis import running_redis

ENTRY = ROOT / "tests" / "chaos" / "site" / "faulty" / "serve.py"
SETTINGS = {
    # The throttle of the product would only make the run long: chaos has one of its own.
    "POSTS_PER_SECOND": "1000000",
    "CHAOS_THROTTLED": "0.003",
    # Small, so that readers who stall run out of credit; for all others two frames and more.
    "UNSEEN_BYTES": str(128 * 1024),
    # Short, so that what is resent after a silence is resent within the run.
    "HEARTBEAT_INTERVAL_MS": "2000",
    "HEARTBEAT_TIMEOUT_MS": "1000",
}


@contextmanager
def running_postgres_site(
    folder: Path,
    processes: int = 3,
    *,
    postgres: Postgres | None = None,
    database_url: str | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[PostgresSite]:
    """On a cluster and a database of its own, unless these are given.

    A `database_url` that is given leads to a migrated database of `postgres`. `env` goes on top of
    SETTINGS.
    """
    with ExitStack() as running:
        redis, spare = (running.enter_context(running_redis()) for _ in range(2))
        postgres = postgres or running.enter_context(running_postgres())
        if database_url is None:
            database_url = postgres.url(postgres.create_database())
            prepare_database(folder, database_url)
        thread = running.enter_context(running_event_thread("proxies"))
        redis_link = running.enter_context(running_proxy(redis.port, thread=thread))
        postgres_link = running.enter_context(running_proxy(postgres.port, thread=thread))
        controls = _made(folder / "controls")
        servers = [
            AppServer(
                _made(folder / f"process-{number}"),
                database_url.replace(f":{postgres.port}/", f":{postgres_link.port}/"),
                redis_url=f"redis://127.0.0.1:{redis_link.port}/0",
                env=SETTINGS | {"CHAOS_FOLDER": str(controls)} | dict(env or {}),
                entry=ENTRY,
            )
            for number in range(processes)
        ]
        running.enter_context(_all_running(servers))
        ports = [server.port for server in servers]
        yield PostgresSite(
            servers=servers,
            front=running.enter_context(running_proxy(*ports, thread=thread)),
            database_url=database_url,
            controls=controls,
            postgres=postgres,
            postgres_link=postgres_link,
            redis=redis,
            redis_link=redis_link,
            spare=spare,
        )


@contextmanager
def running_sqlite_site(
    folder: Path, *, database_url: str | None = None, env: Mapping[str, str] | None = None
) -> Iterator[SqliteSite]:
    """On a file of its own, or on the migrated one that is given."""
    if database_url is None:
        database_url = f"sqlite:///{folder / 'lifeline.sqlite3'}"
        prepare_database(folder, database_url)
    controls = _made(folder / "controls")
    server = AppServer(
        _made(folder / "process-0"),
        database_url,
        env=SETTINGS | {"CHAOS_FOLDER": str(controls)} | dict(env or {}),
        entry=ENTRY,
    )
    with _all_running([server]), running_proxy(server.port) as front:
        yield SqliteSite([server], front, database_url, controls)


@contextmanager
def _all_running(servers: Sequence[AppServer]) -> Iterator[None]:
    """Started at the same time; killed at the end, whatever happened in between."""
    try:
        bring_up(servers)
        yield
    finally:
        for server in servers:
            server.kill()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
