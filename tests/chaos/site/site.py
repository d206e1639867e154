"""The two kinds of site: one process on SQLite, and several on PostgreSQL and Redis."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers.app import AppServer, tracebacks
from tests.servers.postgres import Postgres
from tests.servers.proxy import FaultProxy
from tests.servers.redis import RedisServer


@dataclass(frozen=True)
class Site:
    """`front` is what clients connect to: it gives each connection to one of `servers`.

    `controls` is the folder by which faults are switched inside the servers
    (`tests/chaos/site/faulty`); `database_url` goes past every proxy.
    """

    servers: Sequence[AppServer]
    front: FaultProxy
    database_url: str
    controls: Path

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.front.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.front.port}/ws/chat/"

    def tracebacks(self) -> list[str]:
        """Always a fault of the product: a process that we kill says nothing of it."""
        return tracebacks(self.servers)


@dataclass(frozen=True)
class SqliteSite(Site):
    """One process with the file to itself."""


@dataclass(frozen=True)
class PostgresSite(Site):
    """Several processes, which reach the database and Redis through proxies.

    `spare` is another Redis, empty, for a fail-over.
    """

    postgres: Postgres
    postgres_link: FaultProxy
    redis: RedisServer
    redis_link: FaultProxy
    spare: RedisServer
