"""Servers, people and rooms of the wire's tests: for the whole run, for a file, for one test."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.integration.chatting import greet, join_room, make_room, newcomer
from tests.integration.logs import demand_no_traceback
from tests.servers.app import AppServer, copy_sqlite, prepare_database, running_app
from tests.servers.people import Visitor
from tests.servers.postgres import running_postgres
from tests.servers.redis import RedisServer, running_redis
from tests.servers.wire import Wire, open_wire

# Tests that are not about the throttle never meet it.
PLENTY = {"POSTS_PER_SECOND": "1000"}
INTERVAL_MS, TIMEOUT_MS, POSTS_PER_SECOND = 150, 600, 5
BRISK = {
    "HEARTBEAT_INTERVAL_MS": str(INTERVAL_MS),
    "HEARTBEAT_TIMEOUT_MS": str(TIMEOUT_MS),
    "POSTS_PER_SECOND": str(POSTS_PER_SECOND),
}


# Mark of tests for which it matters how the database does it: `app` is once a server on each kind.
on_both = pytest.mark.parametrize("app", ["sqlite_app", "postgres_app"], indirect=True)


class Pair(NamedTuple):
    """Two processes of one site: one database, one Redis."""

    first: AppServer
    second: AppServer
    redis: RedisServer


@pytest.fixture(scope="session")
def sqlite_app(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AppServer]:
    folder = tmp_path_factory.mktemp("sqlite-app")
    with running_app(folder, copy_sqlite(migrated_sqlite, folder), env=PLENTY) as server:
        yield server
    demand_no_traceback(server)


@pytest.fixture(scope="session")
def brisk_app(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AppServer]:
    """With short heartbeats and a strict throttle."""
    folder = tmp_path_factory.mktemp("brisk-app")
    with running_app(folder, copy_sqlite(migrated_sqlite, folder), env=BRISK) as server:
        yield server
    demand_no_traceback(server)


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """On a cluster of its own: the one that all tests share may be stopped by any of them."""
    folder = tmp_path_factory.mktemp
    with ExitStack() as running:
        postgres = running.enter_context(running_postgres())
        url = postgres.url(postgres.create_database())
        prepare_database(folder("pair-data"), url)
        redis = running.enter_context(running_redis())
        servers = [
            running_app(folder("pair-app"), url, redis_url=redis.url, env=PLENTY) for _ in range(2)
        ]
        first, second = (running.enter_context(server) for server in servers)
        yield Pair(first, second, redis)
    demand_no_traceback(first)
    demand_no_traceback(second)


@pytest.fixture(scope="session")
def postgres_app(pair: Pair) -> AppServer:
    return pair.first


@pytest.fixture(scope="session")
def app(request: pytest.FixtureRequest) -> AppServer:
    """The server that a test is about: on SQLite, unless the test is marked with `on_both`."""
    server = request.getfixturevalue(getattr(request, "param", "sqlite_app"))
    assert isinstance(server, AppServer)
    return server


@pytest.fixture(scope="module")
def alice(app: AppServer) -> Visitor:
    return newcomer(app, "Alice")


@pytest.fixture
def room(alice: Visitor) -> str:
    """The id of a public room that Alice has just made."""
    return make_room(alice)


@pytest.fixture(scope="module")
def anybody(app: AppServer) -> Visitor:
    return newcomer(app, "Bob")


@pytest.fixture
def bob(anybody: Visitor, room: str) -> Visitor:
    """A member of Alice's room."""
    join_room(anybody, room)
    return anybody


@pytest.fixture(scope="module")
def charlie(app: AppServer) -> Visitor:
    """A stranger."""
    return newcomer(app, "Charlie")


@pytest.fixture
async def wire(app: AppServer, alice: Visitor, room: str) -> AsyncIterator[Wire]:
    """Alice's connection, welcomed when she had her room."""
    async with open_wire(app.ws_url(), alice) as connected:
        await greet(connected)
        yield connected


@pytest.fixture
async def bobs_wire(app: AppServer, bob: Visitor) -> AsyncIterator[Wire]:
    """Bob's connection, welcomed."""
    async with open_wire(app.ws_url(), bob) as connected:
        await greet(connected)
        yield connected


@pytest.fixture
async def silent_wire(app: AppServer, alice: Visitor) -> AsyncIterator[Wire]:
    """A connection of Alice's on which nobody said hello."""
    async with open_wire(app.ws_url(), alice) as connected:
        yield connected
