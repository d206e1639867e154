"""A site as it is run: PostgreSQL, Redis, and two processes of `manage.py serve` with DEBUG off."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.memory.servers import GIVE_BACK
from tests.servers.app import AppServer, prepare_database, running_app, tracebacks
from tests.servers.people import Visitor
from tests.servers.postgres import running_postgres
from tests.servers.production import LAN, collect_static
from tests.servers.redis import RedisServer, running_redis


@dataclass(frozen=True)
class SoakSite:
    """`lasting` serves all the time; `rolled` is stopped and started again and again."""

    lasting: AppServer
    rolled: AppServer
    redis: RedisServer
    database_url: str

    @property
    def servers(self) -> tuple[AppServer, AppServer]:
        return self.lasting, self.rolled

    @property
    def ws_urls(self) -> list[str]:
        return [server.ws_url() for server in self.servers]

    def at(self, visitor: Visitor, turn: int) -> Visitor:
        """The same person, whom a balancer sends to one of the processes; cookies are shared."""
        return Visitor(self.servers[turn % 2].origin, visitor.name, visitor.cookies)

    def tracebacks(self) -> list[str]:
        return tracebacks(self.servers)


@contextmanager
def running_site(folder: Path) -> Iterator[SoakSite]:
    with ExitStack() as running:
        postgres = running.enter_context(running_postgres())
        redis = running.enter_context(running_redis())
        database_url = postgres.url(postgres.create_database())
        prepare_database(folder, database_url)
        static = collect_static(folder)
        servers = []
        for name in ("lasting", "rolled"):
            own = folder / name
            own.mkdir()
            (own / "static").symlink_to(static)
            app = running_app(own, database_url, redis_url=redis.url, env=LAN | GIVE_BACK)
            servers.append(running.enter_context(app))
        yield SoakSite(servers[0], servers[1], redis, database_url)
