"""The database comes back as an older copy of itself, while everybody is connected.

The copy is made when the fault begins, put in place when it ends: what was acknowledged meanwhile
is lost, and nothing else. The verdict is told where the copy's logs end before anybody can write.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import LiteralString
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Fault
from tests.chaos.site.site import PostgresSite, SqliteSite
from tests.chaos.site.supervisor import bring_up
from tests.servers.trouble import Trouble

HEADS = "SELECT id, head_seq, head_digest FROM chat_room"
# All that is acknowledged in it is lost: of a busy site hundreds of messages a second.
HELD_S = (1.0, 3.0)


@contextmanager
def _on_postgres(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    now = urlsplit(site.database_url).path[1:]
    copy, lost = f"{now}_copy", f"{now}_lost"
    with _closed(site, now):
        _do(site, "CREATE DATABASE {} TEMPLATE {}", copy, now)
        _do(site, "ALTER DATABASE {} ALLOW_CONNECTIONS true", now)
    try:
        yield
    finally:
        with _closed(site, now):
            _do(site, "ALTER DATABASE {} RENAME TO {}", now, lost)
            _do(site, "ALTER DATABASE {} RENAME TO {}", copy, now)
            site.postgres.drop_database(lost)
            with psycopg.connect(site.database_url) as connection:
                recorder.restored(_by_room(connection.execute(HEADS)))


@contextmanager
def _closed(site: PostgresSite, database: str) -> Iterator[None]:
    """Nobody is connected to it, or gets a connection from a server of the site."""
    with site.postgres_link.under(Trouble(refusing=True)):
        site.postgres_link.cut()
        _do(site, "ALTER DATABASE {} ALLOW_CONNECTIONS false", database)
        with psycopg.connect(site.postgres.url("postgres")) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [database],
            )
        yield


def _do(site: PostgresSite, statement: LiteralString, *names: str) -> None:
    site.postgres.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def _on_sqlite(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    file = Path(urlsplit(site.database_url).path[1:])
    copy = file.with_suffix(".copy")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    (server,) = site.servers
    try:
        yield
    finally:
        server.kill()
        for log in ("-wal", "-shm"):
            Path(f"{file}{log}").unlink(missing_ok=True)
        copy.rename(file)
        with closing(sqlite3.connect(file)) as connection:
            recorder.restored(_by_room(connection.execute(HEADS)))
        bring_up(site.servers)


def _by_room(rows: Iterable[tuple[int, int, str]]) -> dict[str, tuple[int, str]]:
    return {str(room): (seq, digest) for room, seq, digest in rows}


POSTGRES: tuple[Fault[PostgresSite], ...] = (
    Fault("PostgreSQL: back as an older copy", "whole", _on_postgres, HELD_S),
)
SQLITE: tuple[Fault[SqliteSite], ...] = (
    Fault("SQLite: back as an older copy", "whole", _on_sqlite, HELD_S, drops=True),
)
