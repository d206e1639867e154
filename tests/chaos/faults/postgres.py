"""What can become of PostgreSQL, short of an older copy of itself (`restore.py`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import psycopg
from psycopg import sql

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Apply, Fault
from tests.chaos.site.site import PostgresSite
from tests.servers.postgres import StopMode, end_other_connections

# Every commit waits so long for its flush, as on a slow disk; 100 ms is the most there is.
SLOW_COMMIT_US = 100_000
SET = sql.SQL("ALTER SYSTEM SET {} = {}")
RESET = sql.SQL("ALTER SYSTEM RESET ALL").format()
RELOAD = sql.SQL("SELECT pg_reload_conf()").format()
# Beside what its own stop and start take.
GONE_S = (0.2, 1.5)
# A commit waits for a lock for a while and is then refused for now.
LOCKED_S = (1.0, 6.0)
# Some twenty commits, one after the other.
SLOW_S = (2.0, 4.0)


def _stopped(mode: StopMode) -> Apply[PostgresSite]:
    @contextmanager
    def apply(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
        site.postgres.stop(mode)
        try:
            yield
        finally:
            site.postgres.start()

    return apply


@contextmanager
def _backends_killed(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    end_other_connections(site.database_url)
    yield


@contextmanager
def _rows_locked(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    with psycopg.connect(site.database_url) as connection:
        connection.execute("SELECT 1 FROM chat_room FOR UPDATE")
        yield


@contextmanager
def _table_locked(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    with psycopg.connect(site.database_url) as connection:
        connection.execute("LOCK TABLE chat_room IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def _slow(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    for name, value in (("commit_siblings", 0), ("commit_delay", SLOW_COMMIT_US)):
        site.postgres.execute(SET.format(sql.Identifier(name), sql.Literal(value)))
    site.postgres.execute(RELOAD)
    try:
        yield
    finally:
        site.postgres.execute(RESET)
        site.postgres.execute(RELOAD)


def _away(
    what: str, apply: Apply[PostgresSite], held_s: tuple[float, float]
) -> Fault[PostgresSite]:
    name = f"PostgreSQL: {what}"
    return Fault(name, "whole", apply, held_s, commits=False, unreadable=True)


POSTGRES: tuple[Fault[PostgresSite], ...] = (
    _away("restart, fast", _stopped("fast"), GONE_S),
    _away("restart, immediate", _stopped("immediate"), GONE_S),
    Fault("PostgreSQL: all backends killed", "whole", _backends_killed),
    Fault("PostgreSQL: rooms' rows locked", "whole", _rows_locked, LOCKED_S, commits=False),
    _away("rooms' table locked", _table_locked, LOCKED_S),
    Fault("PostgreSQL: slow to commit", "whole", _slow, SLOW_S),
)
