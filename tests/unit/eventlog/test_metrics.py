"""What the writer and the readers tell of themselves."""

import asyncio
import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import OperationalError

from chat import actions
from chat.eventlog.readers import Readers
from chat.eventlog.transaction import Transaction
from chat.models import Person, Room
from tests.unit.eventlog.stopped_writer import DEADLINE_S
from tests.unit.metrics.moving import moves, value

Go = Callable[[], None]


def test_a_commit_its_time_and_what_was_in_it(
    alice: Person, kitchen: Room, stopped_writer: Go
) -> None:
    intentions = value("lifeline_commit_intentions_sum")
    with moves("lifeline_writer_waiting", by=3 - value("lifeline_writer_waiting")):
        futures = [actions.post(alice, uuid4(), kitchen.pk, "hi") for _ in range(3)]

    with (
        # What held the writer, and those three together.
        moves("lifeline_commit_seconds", by=2),
        moves("lifeline_commit_intentions", by=2),
    ):
        stopped_writer()
        for future in futures:
            future.result(DEADLINE_S)

    assert value("lifeline_commit_intentions_sum") - intentions == 1 + 3
    assert value("lifeline_writer_waiting") == 0


def test_a_commit_that_fails(alice: Person, kitchen: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Transaction) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(Transaction, "write", fails)
    with moves("lifeline_commits_failed_total"), moves("lifeline_commit_seconds", by=0):
        error = actions.post(alice, uuid4(), kitchen.pk, "hi").exception(DEADLINE_S)

    assert isinstance(error, actions.Refused)


async def test_reads_that_wait() -> None:
    readers, release = Readers(), threading.Event()
    before = value("lifeline_readers_waiting", lane="pages")
    with moves("lifeline_readers_waiting", by=5, lane="pages"):
        slow = [asyncio.create_task(readers.pages(release.wait, DEADLINE_S)) for _ in range(5)]
        await asyncio.sleep(0)
    release.set()
    await asyncio.gather(*slow)

    assert value("lifeline_readers_waiting", lane="pages") == before
    await asyncio.to_thread(readers.stop)
