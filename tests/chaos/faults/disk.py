"""SQLite's disk is full, or another process writes to the file and does not come to an end."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from random import Random
from urllib.parse import urlsplit

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Fault
from tests.chaos.site.faulty.controls import Controls
from tests.chaos.site.site import SqliteSite

# How long the other waits for our writer to let it begin: ours holds the file for a commit.
BUSY_TIMEOUT_S = 60
# In which most of a crowd have something to post.
HELD_S = (2.0, 4.0)


@contextmanager
def _full(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    """For the writer of events; what overwrites only, as presence does, needs no room."""
    with Controls(site.controls).during("disk-full"):
        yield


@contextmanager
def _held_by_another(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    path = urlsplit(site.database_url).path[1:]
    # Begun and ended on different threads, perhaps.
    other = sqlite3.connect(
        path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    with closing(other) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


SQLITE: tuple[Fault[SqliteSite], ...] = (
    # The file has free pages, often for a commit or two.
    Fault("SQLite: disk full", "wires", _full, HELD_S, commits=None),
    Fault("SQLite: held by another writer", "wires", _held_by_another, HELD_S, commits=False),
)
