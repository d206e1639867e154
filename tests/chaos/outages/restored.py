"""A database that comes back as an older copy of itself, and whether everybody follows it."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.chaos.checker.facts import Log
from tests.chaos.checker.history import Acked, AnyRecord, Fault, Received
from tests.chaos.checker.views import fold
from tests.chaos.outages.faults import Outage
from tests.chaos.outages.scene import OnPostgres


@contextmanager
def copied(scene: OnPostgres) -> Iterator[None]:
    """The copy is made while the server is down, so it is whole."""
    folder = scene.postgres.folder
    scene.postgres.stop("fast")
    subprocess.run(["cp", "-a", folder / "data", folder / "copy"], check=True)
    scene.postgres.start()
    yield


@contextmanager
def restored(scene: OnPostgres) -> Iterator[None]:
    folder = scene.postgres.folder
    scene.postgres.stop("immediate")
    (folder / "data").rename(folder / "lost")
    (folder / "copy").rename(folder / "data")
    scene.postgres.start()
    yield


RESTORED = "PostgreSQL: back without its last commits"
OUTAGES = (
    Outage("PostgreSQL: copied", copied, commits=None),
    Outage(RESTORED, restored, commits=None),
)


def lost(records: Sequence[AnyRecord], log: Log) -> set[str]:
    """Ids of what was acknowledged and is not in the log: that is what was to be lost."""
    return {record.id for record in records if isinstance(record, Acked)} - _ids(log)


def acknowledged_since(records: Sequence[AnyRecord]) -> set[str]:
    """Ids of what was first acknowledged after the database was back."""
    back_ns = max(r.at_ns for r in records if isinstance(r, Fault) and RESTORED in r.what)
    before = {r.id for r in records if isinstance(r, Acked) and r.at_ns < back_ns}
    return {r.id for r in records if isinstance(r, Acked)} - before


def without_reset(records: Sequence[AnyRecord]) -> set[str]:
    """Connections that got none."""
    were = {record.client for record in records if isinstance(record, Received)}
    return were - {r.client for r in records if isinstance(r, Received) and r.via == "reset"}


def astray(records: Sequence[AnyRecord], log: Log) -> list[str]:
    """Views that are not what the log is now."""
    return [
        f"{client} has {view.held.get(entry.seq)} at {room}/{entry.seq}, not {entry.id}"
        for (client, room), view in fold(records).items()
        if view.ended
        for entry in log.get(room, ())
        if entry.kind == "post"
        and view.began_seq < entry.seq
        and entry.id != view.held.get(entry.seq)
    ]


def _ids(log: Log) -> set[str]:
    return {entry.id for entries in log.values() for entry in entries}
