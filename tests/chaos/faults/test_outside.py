"""Each fault outside the server does what its name says, and leaves all as it was."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from random import Random
from time import monotonic

import psycopg
import pytest

from tests.chaos.checker.history import Recorder
from tests.chaos.faults import catalogue
from tests.chaos.faults.fault import named
from tests.chaos.faults.postgres import SLOW_COMMIT_US
from tests.chaos.site.site import PostgresSite
from tests.servers.postgres import Postgres
from tests.servers.proxy import FaultProxy, running_proxy
from tests.servers.redis import running_redis
from tests.servers.waiting import wait_until

# What has not come by then is held back; what is to come may take longer on a busy machine.
HELD_BACK_S, HEARD_DEADLINE_S = 0.3, 10.0
# What these seeds draw: all links of a wire, and to cut them by what comes, or by what is sent.
ALL_LINKS_DOWN, ALL_LINKS_UP = 5, 19
# More than a link passes before it is cut; an inline command of Redis may be as long as 64 KiB.
LONG = "v" * 30_000


class Client:
    """Of Redis, on one connection that it never makes again."""

    def __init__(self, proxy: FaultProxy) -> None:
        self._socket = socket.create_connection(("127.0.0.1", proxy.port), HEARD_DEADLINE_S)
        self._answers = self._socket.makefile("rb")

    def impatient(self) -> "Client":
        """From now on: TimeoutError for what is held back."""
        self._socket.settimeout(HELD_BACK_S)
        return self

    def says(self, *words: str) -> str:
        """The answer; OSError if it does not come whole and in time."""
        self._socket.sendall(f"{' '.join(words)}\r\n".encode())
        answer = self._line()
        return self._line() if answer.startswith("$") and answer != "$-1" else answer

    def holds(self, value: str) -> bool:
        """Whether it is the same after a way there and back."""
        self.says("SET", "key", value)
        return self.says("GET", "key") == value

    def hears_its_end(self) -> None:
        """TimeoutError if it is still connected."""
        with suppress(ConnectionError):
            self._answers.read()

    def close(self) -> None:
        self._answers.close()
        self._socket.close()

    def _line(self) -> str:
        line = self._answers.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("The answer is cut off.")
        return line.decode().strip()


Dial = Callable[[FaultProxy], Client]


@pytest.fixture
def dial() -> Iterator[Dial]:
    """`dial(proxy)`: a new client; gone at the end."""
    with ExitStack() as open_ones:

        def connected(proxy: FaultProxy) -> Client:
            return open_ones.enter_context(closing(Client(proxy)))

        yield connected


@pytest.fixture(scope="module")
def site(
    postgres: Postgres, migrated_postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PostgresSite]:
    """Without any process: what they depend on alone."""
    database = postgres.create_database(template=migrated_postgres)
    with ExitStack() as running:
        redis, spare = (running.enter_context(running_redis()) for _ in range(2))
        yield PostgresSite(
            servers=[],
            front=running.enter_context(running_proxy(redis.port)),
            database_url=postgres.url(database),
            controls=tmp_path_factory.mktemp("controls"),
            postgres=postgres,
            postgres_link=running.enter_context(running_proxy(postgres.port)),
            redis=redis,
            redis_link=running.enter_context(running_proxy(redis.port)),
            spare=spare,
        )
    postgres.drop_database(database)


def applied(name: str, site: PostgresSite, seed: int = 1) -> AbstractContextManager[None]:
    return named(name, catalogue.POSTGRES).apply(site, Random(seed), Recorder())


def committed_in_s(site: PostgresSite) -> float:
    """How long it takes to change the Lobby's row; an error if it is locked."""
    with psycopg.connect(site.database_url, autocommit=True) as connection:
        connection.execute("SET lock_timeout = 100")
        began_s = monotonic()
        connection.execute("UPDATE chat_room SET name = name")
        return monotonic() - began_s


def commits_at_once(site: PostgresSite) -> bool:
    """By the setting, for how long a commit takes is the machine's."""
    with psycopg.connect(site.database_url) as connection:
        return connection.execute("SHOW commit_delay").fetchone() == ("0",)


def test_no_two_faults_have_the_same_name() -> None:
    for faults in (catalogue.POSTGRES, catalogue.SQLITE):
        names = [fault.name for fault in faults]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", ["Redis: SHUTDOWN NOSAVE", "Redis: restarted, empty"])
def test_redis_comes_back_and_has_forgotten_all(site: PostgresSite, name: str) -> None:
    site.redis.command("SET", "key", "value")
    with applied(name, site):
        assert site.redis.running is (name == "Redis: restarted, empty")
    assert site.redis.command("GET", "key") is None


def test_redis_is_flushed(site: PostgresSite) -> None:
    site.redis.command("SET", "key", "value")
    with applied("Redis: FLUSHALL", site):
        assert site.redis.command("GET", "key") is None


@pytest.mark.parametrize("kind", ["normal", "pubsub"])
def test_clients_of_redis_are_killed_by_kind(site: PostgresSite, dial: Dial, kind: str) -> None:
    clients = {"normal": dial(site.redis_link), "pubsub": dial(site.redis_link)}
    clients["normal"].says("PING")
    clients["pubsub"].says("SUBSCRIBE", "news")
    with applied(f"Redis: CLIENT KILL TYPE {kind}", site):
        clients.pop(kind).hears_its_end()
        (other,) = clients.values()
        with pytest.raises(TimeoutError):
            other.impatient().hears_its_end()


@pytest.mark.parametrize("name", ["Redis: CLIENT PAUSE", "Redis: SIGSTOP", "wire to Redis: delay"])
def test_redis_takes_publications_late_or_when_it_is_over(
    site: PostgresSite, dial: Dial, name: str
) -> None:
    assert dial(site.redis_link).says("PUBLISH", "news", "heard") == ":0"
    client = dial(site.redis_link)
    with applied(name, site, seed=ALL_LINKS_DOWN), pytest.raises(TimeoutError):
        client.impatient().says("PUBLISH", "news", "late")
    assert dial(site.redis_link).says("PUBLISH", "news", "heard") == ":0"


def test_redis_fails_over_without_a_word_and_back_aloud(site: PostgresSite, dial: Dial) -> None:
    site.redis.command("SET", "who", "old")
    site.spare.command("SET", "who", "new")
    before = dial(site.redis_link)
    assert before.says("GET", "who") == "old"
    with applied("Redis: failed over, empty", site):
        with pytest.raises(TimeoutError):
            before.impatient().says("GET", "who")
        meanwhile = dial(site.redis_link)
        assert meanwhile.says("GET", "who") == "new"
    with pytest.raises(OSError):
        meanwhile.says("GET", "who")
    assert dial(site.redis_link).says("GET", "who") == "old"


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_is_away_and_keeps_what_was_committed(site: PostgresSite, mode: str) -> None:
    committed_in_s(site)
    with applied(f"PostgreSQL: restart, {mode}", site), pytest.raises(psycopg.OperationalError):
        committed_in_s(site)
    committed_in_s(site)


@pytest.mark.parametrize("what", ["rows", "table"])
def test_rooms_are_locked_until_it_is_over(site: PostgresSite, what: str) -> None:
    with (
        applied(f"PostgreSQL: rooms' {what} locked", site),
        pytest.raises(psycopg.errors.LockNotAvailable),
    ):
        committed_in_s(site)
    committed_in_s(site)


def test_backends_are_killed(site: PostgresSite) -> None:
    with psycopg.connect(site.database_url) as connection:
        connection.execute("SELECT 1")
        with (
            applied("PostgreSQL: all backends killed", site),
            pytest.raises(psycopg.OperationalError),
        ):
            connection.execute("SELECT 1")
    committed_in_s(site)


def test_commits_are_slow_until_it_is_over(site: PostgresSite) -> None:
    with applied("PostgreSQL: slow to commit", site):
        assert committed_in_s(site) > SLOW_COMMIT_US / 1_000_000
    wait_until(lambda: commits_at_once(site), HEARD_DEADLINE_S, "the old settings")


@pytest.mark.parametrize("seed", [ALL_LINKS_DOWN, ALL_LINKS_UP])
@pytest.mark.parametrize("wire", ["wire to clients", "wire to Redis"])
@pytest.mark.parametrize("what", ["cut", "RST", "black hole", "1 byte/s", "cut after some bytes"])
def test_what_passes_a_dead_wire_is_not_whole(
    site: PostgresSite, dial: Dial, wire: str, what: str, seed: int
) -> None:
    proxy = site.front if wire == "wire to clients" else site.redis_link
    client = dial(proxy)
    client.says("PING")
    with applied(f"{wire}: {what}", site, seed), pytest.raises(OSError):
        client.impatient().holds(LONG)
    assert dial(proxy).holds(LONG)
