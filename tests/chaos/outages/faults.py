"""The outages themselves: each a context manager that blocks; within it the thing is gone."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlsplit

import psycopg

from tests.chaos.outages.scene import OnPostgres, OnSqlite

Where = TypeVar("Where", OnPostgres, OnSqlite)


@dataclass(frozen=True)
class Outage(Generic[Where]):
    """`commits`: whether anything can be committed meanwhile (None: for a part of it).

    `unreadable`: nobody can be known or shown a page then.
    """

    name: str
    fault: Callable[[Where], AbstractContextManager[None]]
    commits: bool | None = True
    unreadable: bool = False


@contextmanager
def calm(scene: OnPostgres | OnSqlite) -> Iterator[None]:
    yield


# --- Redis ------------------------------------------------------------------------------------


@contextmanager
def refused(scene: OnPostgres) -> Iterator[None]:
    scene.redis_link.refuse()
    scene.redis_link.cut()
    try:
        yield
    finally:
        scene.redis_link.forward()


@contextmanager
def restarted_empty(scene: OnPostgres) -> Iterator[None]:
    scene.redis.stop()
    scene.redis.start()
    yield


@contextmanager
def flushed(scene: OnPostgres) -> Iterator[None]:
    scene.redis.command("FLUSHALL")
    yield


@contextmanager
def redis_in_a_black_hole(scene: OnPostgres) -> Iterator[None]:
    scene.redis_link.blackhole()
    try:
        yield
    finally:
        scene.redis_link.forward()


@contextmanager
def subscriber_killed(scene: OnPostgres) -> Iterator[None]:
    scene.redis.command("CLIENT", "KILL", "TYPE", "pubsub")
    yield


@contextmanager
def failed_over(scene: OnPostgres) -> Iterator[None]:
    """To an empty one, without a word: who is connected to the old one hears nothing for ever."""
    scene.redis.pause()
    scene.redis_link.upstream_port = scene.spare.port
    try:
        yield
    finally:
        scene.redis.resume()


# --- PostgreSQL -------------------------------------------------------------------------------


@contextmanager
def stopped_fast(scene: OnPostgres) -> Iterator[None]:
    scene.postgres.stop("fast")
    try:
        yield
    finally:
        scene.postgres.start()


@contextmanager
def crashed(scene: OnPostgres) -> Iterator[None]:
    scene.postgres.stop("immediate")
    try:
        yield
    finally:
        scene.postgres.start()


@contextmanager
def backends_killed(scene: OnPostgres) -> Iterator[None]:
    with psycopg.connect(scene.database_url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    yield


@contextmanager
def rows_locked(scene: OnPostgres) -> Iterator[None]:
    with psycopg.connect(scene.database_url) as connection:
        connection.execute("SELECT 1 FROM chat_room FOR UPDATE")
        yield


@contextmanager
def table_locked(scene: OnPostgres) -> Iterator[None]:
    with psycopg.connect(scene.database_url) as connection:
        connection.execute("LOCK TABLE chat_room IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def postgres_in_a_black_hole(scene: OnPostgres) -> Iterator[None]:
    scene.postgres_link.blackhole()
    try:
        yield
    finally:
        scene.postgres_link.forward()


# --- SQLite -----------------------------------------------------------------------------------


@contextmanager
def busy(scene: OnSqlite) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    path = urlsplit(scene.database_url).path[1:]
    # Begun and ended on different threads.
    other = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
    with closing(other) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def disk_full(scene: OnSqlite) -> Iterator[None]:
    scene.full_disk.touch()
    try:
        yield
    finally:
        scene.full_disk.unlink()


REDIS = (
    Outage("none", calm),
    Outage("Redis: connections refused", refused),
    Outage("Redis: restarted, empty", restarted_empty),
    Outage("Redis: FLUSHALL", flushed),
    Outage("Redis: black hole", redis_in_a_black_hole),
    Outage("Redis: subscribers killed", subscriber_killed),
    Outage("Redis: failed over, empty", failed_over),
)
POSTGRES = (
    Outage("PostgreSQL: restart, fast", stopped_fast, commits=False, unreadable=True),
    Outage("PostgreSQL: restart, immediate", crashed, commits=False, unreadable=True),
    Outage("PostgreSQL: all backends killed", backends_killed),
    Outage("PostgreSQL: rooms' rows locked", rows_locked, commits=False),
    Outage("PostgreSQL: rooms' table locked", table_locked, commits=False, unreadable=True),
    Outage("PostgreSQL: black hole", postgres_in_a_black_hole, commits=False, unreadable=True),
)
SQLITE = (
    Outage("SQLite: busy", busy, commits=False),
    Outage("SQLite: disk full", disk_full, commits=None),
)
