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

# Another writer waits so long for ours.
BUSY_TIMEOUT_S = 60


@contextmanager
def _full(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    """For the writer of events; what overwrites only, as presence does, needs no room."""
    with Controls(site.controls).during("disk-full"):
        yield


@contextmanager
def _busy(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
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
    Fault("SQLite: disk full", "wires", _full, (2.0, 4.0), commits=None),
    Fault("SQLite: busy", "wires", _busy, (2.0, 4.0), commits=False),
)
