"""What processes tell each other of their presence, through the database.

Everything here blocks: it is called on the presence lane of the readers. Redis has no part in it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from operator import or_
from typing import NamedTuple

import msgspec
from django.db import connection, transaction
from django.db.models import F, Q

from chat.models import DatabaseNow, Presence, Process

# A process that has not renewed for so long is dead. Three renewals (`exchange.py`) may fail.
LEASE_MS = 8_000
# Whoever holds the tables longer is in trouble: this is tried again anyway.
TIMEOUT_MS = 2_000

# Person id: name; the name is empty where there are too many to be shown.
People = dict[int, str]
_people = msgspec.json.Decoder(People)


class Report(NamedTuple):
    """What a process says of itself."""

    process: str
    version: int
    changed: Mapping[int, People]  # room: who is in it by this process
    forget_below: int  # empty rooms up to this version have been read by everybody


class Beat(NamedTuple):
    """When a process renewed, and whether it is overdue, by the database's clock."""

    renewed_at: int
    version: int
    lapsed: bool


class Row(NamedTuple):
    process: str
    room: int
    people: People


def report(said: Report) -> bool:
    """Renew the lease and write what changed; False if others took this process for dead.

    Then nothing that it wrote before is left.
    """
    with _not_waiting_for_the_disk():
        known = Process.objects.filter(pk=said.process).update(
            renewed_at=DatabaseNow(), version=said.version
        )
        if not known:
            Process.objects.create(id=said.process, renewed_at=DatabaseNow(), version=said.version)
        Presence.objects.bulk_create(
            [
                Presence(
                    process=said.process,
                    room=room,
                    version=said.version,
                    people=msgspec.json.encode(people).decode(),
                )
                for room, people in said.changed.items()
            ],
            update_conflicts=True,
            unique_fields=["process", "room"],
            update_fields=["version", "people"],
        )
        Presence.objects.filter(
            process=said.process, version__lte=said.forget_below, people="{}"
        ).delete()
    return bool(known)


def beats(but: str) -> dict[str, Beat]:
    """Of all processes but that one."""
    rows = Process.objects.exclude(pk=but).annotate(age_ms=DatabaseNow() - F("renewed_at"))
    return {
        id: Beat(renewed_at, version, age_ms > LEASE_MS)
        for id, renewed_at, version, age_ms in rows.values_list(
            "pk", "renewed_at", "version", "age_ms"
        )
    }


def rows_after(versions: Mapping[str, int]) -> list[Row]:
    """What those processes have written after these versions."""
    newer = [Q(process=process, version__gt=version) for process, version in versions.items()]
    rows = Presence.objects.filter(reduce(or_, newer)).order_by("version")
    return [
        Row(process, room, _people.decode(people))
        for process, room, people in rows.values_list("process", "room", "people")
    ]


def bury(process: str, renewed_at: int) -> bool:
    """Take a dead process's rows away; False if it has renewed since, or is buried already."""
    with _not_waiting_for_the_disk():
        buried = Process.objects.filter(pk=process, renewed_at=renewed_at).delete()[0]
        if buried:
            Presence.objects.filter(process=process).delete()
    return bool(buried)


def resign(process: str) -> None:
    """This process is about to end: nobody is present by it any more."""
    with _not_waiting_for_the_disk():
        Process.objects.filter(pk=process).delete()
        Presence.objects.filter(process=process).delete()


@contextmanager
def _not_waiting_for_the_disk() -> Iterator[None]:
    """A transaction that a power failure may undo: the processes it speaks of are gone then too."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL synchronous_commit = off;"
                f"SET LOCAL lock_timeout = {TIMEOUT_MS}; SET LOCAL statement_timeout = {TIMEOUT_MS}"
            )
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = NORMAL")
            try:
                with transaction.atomic():
                    yield
            finally:
                cursor.execute("PRAGMA synchronous = FULL")
