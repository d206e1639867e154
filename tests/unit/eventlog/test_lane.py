"""Who asks a database that hangs or is gone is answered soon, and others do not wait behind it."""

import asyncio
import gc
import logging
import sqlite3
import threading
import time
from collections.abc import AsyncIterator

import pytest
from django.db import OperationalError, connection

from chat.eventlog import lane as lanes
from chat.eventlog.lane import Lane
from chat.trouble import Trouble
from tests.unit.eventlog.stopped_writer import DEADLINE_S


@pytest.fixture
def trouble() -> Trouble:
    return Trouble(logging.getLogger("chat.tests"), "The database", "nothing happens")


@pytest.fixture
async def lane(trouble: Trouble) -> AsyncIterator[Lane]:
    lane = Lane("test", 1, trouble)
    yield lane
    lane.stop()


class Unreachable:
    """A database to which no connection can be had; each try ends when it is `given_up`."""

    vendor = "postgresql"

    def __init__(self) -> None:
        self.given_up = threading.Event()

    def ensure_connection(self) -> None:
        self.given_up.wait(DEADLINE_S)
        raise OperationalError("no connection")


async def test_a_read_that_hangs_is_given_up(
    lane: Lane, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "DEADLINE_S", 0.05)
    release = threading.Event()

    with pytest.raises(OperationalError, match=r"no answer within 0\.05 s"):
        await lane.read(release.wait, DEADLINE_S)

    assert trouble.reason == "OperationalError: no answer within 0.05 s"
    release.set()


async def test_a_storm_on_a_database_that_answers_is_no_outage(
    lane: Lane, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands return on a few threads: whose turn comes late is answered late."""
    monkeypatch.setattr(lanes, "DEADLINE_S", 0.2)

    answers = await asyncio.gather(*(lane.read(time.sleep, 0.02) for _ in range(20)))

    assert answers == [None] * 20
    assert trouble.reason is None


async def test_who_waits_in_line_is_told_when_every_thread_is_late(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "DEADLINE_S", 0.05)
    release = threading.Event()
    waiting = [asyncio.create_task(lane.read(release.wait, DEADLINE_S)) for _ in range(3)]

    answers = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), DEADLINE_S)
    with pytest.raises(OperationalError):  # at once
        await asyncio.wait_for(lane.read(release.wait, DEADLINE_S), DEADLINE_S)

    assert {str(answer) for answer in answers} == {"no answer within 0.05 s"}
    release.set()


async def test_one_thread_that_hangs_holds_up_none_of_the_others(
    trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "DEADLINE_S", 0.05)
    two = Lane("test", 2, trouble)
    release = threading.Event()
    with pytest.raises(OperationalError):
        await two.read(release.wait, DEADLINE_S)

    monkeypatch.undo()
    assert [await two.read(abs, -number) for number in range(3)] == [0, 1, 2]

    release.set()
    two.stop()


async def test_whoever_waited_while_the_database_was_found_gone_is_told_at_once(
    lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred that come at once do not wait a hundred times."""
    database = Unreachable()
    monkeypatch.setattr(lanes, "connection", database)
    tries: list[int] = []
    waiting = [asyncio.create_task(lane.read(tries.append, number)) for number in range(100)]
    await asyncio.sleep(0)

    database.given_up.set()
    answers = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), DEADLINE_S)

    assert {str(answer) for answer in answers} == {
        "no connection",
        "no connection could be had for the one before",
    }
    assert tries == []


async def test_it_is_said_once_that_the_database_does_not_answer_and_once_that_it_does(
    lane: Lane, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "chat.tests")

    def fail() -> None:
        raise OperationalError("gone")

    for _ in range(3):
        with pytest.raises(OperationalError):
            await lane.read(fail)
    for _ in range(3):
        await lane.read(lambda: None)

    assert [record.getMessage() for record in caplog.records] == [
        "The database does not answer (OperationalError: gone): nothing happens",
        "The database answers again",
    ]


async def test_a_read_that_failed_leaves_no_cursor_to_the_collector(lane: Lane) -> None:
    """It would be freed on the event loop, and wait there for the thread of its connection."""

    def fail() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    gc.collect()
    gc.disable()
    try:
        before = _cursors()
        with pytest.raises(OperationalError):
            await lane.read(fail)
        assert _cursors() == before
    finally:
        gc.enable()


def _cursors() -> int:
    """By their types: to ask a lazy object of another test for its class would make it."""
    return sum(issubclass(type(one), sqlite3.Cursor) for one in gc.get_objects())


async def test_a_process_that_leaves_while_a_hole_is_mended_logs_no_traceback(
    lane: Lane, trouble: Trouble
) -> None:
    """Who still asks then is told as they are told of a database that is gone: all expect that."""
    lane.stop()

    with pytest.raises(OperationalError, match="nothing more is read"):
        await lane.read(str)

    assert trouble.reason is None, "the database is not to blame"
