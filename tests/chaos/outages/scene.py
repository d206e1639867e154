"""Where an outage happens: the processes of a site, what they depend on, and faults on the way."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.app import (
    ROOT,
    AppServer,
    copy_sqlite,
    prepare_database,
    prepare_sqlite,
    running_app,
)
from tests.servers.postgres import Postgres
from tests.servers.proxy import FaultProxy, running_proxy
from tests.servers.redis import RedisServer, running_redis

SETTINGS = {
    "POSTS_PER_SECOND": "1000000",
    # Short, so that beats go on all through an outage and what had no answer is sent again in it;
    # the time-out is the product's own.
    "HEARTBEAT_INTERVAL_MS": "2000",
    "HEARTBEAT_TIMEOUT_MS": "4000",
}
SMALL_DISK = ROOT / "tests" / "chaos" / "outages" / "serve_small_disk.py"


@dataclass(frozen=True)
class OnPostgres:
    """Two processes, which reach the database and Redis through proxies. `spare` is unused yet."""

    servers: list[AppServer]
    database_url: str  # past the proxy
    postgres: Postgres
    postgres_link: FaultProxy
    redis: RedisServer
    redis_link: FaultProxy
    spare: RedisServer


@dataclass(frozen=True)
class OnSqlite:
    """One process, whose disk is full as long as the file `full_disk` is there."""

    servers: list[AppServer]
    database_url: str
    full_disk: Path


Scene = OnPostgres | OnSqlite


def prepared(folder: Path, postgres: Postgres) -> str:
    """The URL of a new, migrated database."""
    url = postgres.url(postgres.create_database())
    prepare_database(folder, url)
    return url


@contextmanager
def on_postgres(folder: Path, postgres: Postgres, database_url: str) -> Iterator[OnPostgres]:
    with ExitStack() as running:
        redis, spare = (running.enter_context(running_redis()) for _ in range(2))
        redis_link = running.enter_context(running_proxy(redis.port))
        postgres_link = running.enter_context(running_proxy(postgres.port))
        url = database_url.replace(f":{postgres.port}/", f":{postgres_link.port}/")
        servers = []
        for number in range(2):
            (data := folder / f"process-{number}").mkdir()
            redis_url = f"redis://127.0.0.1:{redis_link.port}/0"
            app = running_app(data, url, redis_url=redis_url, env=SETTINGS)
            servers.append(running.enter_context(app))
        yield OnPostgres(
            *(servers, database_url, postgres, postgres_link),
            *(redis, redis_link, spare),
        )


@contextmanager
def on_sqlite(folder: Path) -> Iterator[OnSqlite]:
    (made := folder / "made").mkdir()
    url = copy_sqlite(prepare_sqlite(made), folder)
    shutil.rmtree(made)
    full_disk = folder / "full"
    env = SETTINGS | {"FULL_DISK": str(full_disk)}
    with running_app(folder, url, env=env, entry=SMALL_DISK) as app:
        yield OnSqlite([app], url, full_disk)
