"""Reads run on threads of their own, in lanes that do not wait for each other."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator

import pytest
from django.db import OperationalError

from chat.eventlog import reading
from chat.eventlog.readers import Readers
from chat.models import Room
from tests.unit.eventlog.stopped_writer import DEADLINE_S


@pytest.fixture
async def readers() -> AsyncIterator[Readers]:
    readers = Readers()
    yield readers
    await asyncio.to_thread(readers.stop)


async def test_a_read_runs_on_another_thread_and_answers(readers: Readers, kitchen: Room) -> None:
    head = await readers.log(reading.head, kitchen.pk)

    assert head == kitchen.head
    assert await readers.log(threading.get_ident) != threading.get_ident()


async def test_an_error_reaches_who_asked(readers: Readers) -> None:
    with pytest.raises(Room.DoesNotExist):
        await readers.log(Room.objects.get, pk=999)


async def test_a_full_lane_holds_up_no_other(readers: Readers) -> None:
    """A storm of replays, all of them slow: pages, log-ins and the hub's heads go on."""
    release = threading.Event()
    slow = [asyncio.create_task(readers.log(release.wait, timeout=DEADLINE_S)) for _ in range(20)]

    async with asyncio.timeout(DEADLINE_S):
        assert await readers.pages(lambda: "page") == "page"
        assert await readers.logins(lambda: "who") == "who"
        assert await readers.heads(lambda: "head") == "head"

    assert not any(task.done() for task in slow)
    release.set()
    await asyncio.gather(*slow)


async def test_a_slow_read_holds_up_no_heartbeat(readers: Readers) -> None:
    release = threading.Event()
    slow = asyncio.create_task(readers.log(release.wait, timeout=DEADLINE_S))

    for _ in range(100):
        await asyncio.sleep(0)

    assert not slow.done()
    release.set()
    assert await slow


async def test_one_lane_in_trouble_is_told_once_whatever_the_others_answer(
    readers: Readers, caplog: pytest.LogCaptureFixture
) -> None:
    """A slow table was two lines of the log at each read, about a database that was well."""

    def fail() -> None:
        raise OperationalError("canceling statement due to statement timeout")

    caplog.set_level(logging.INFO, "chat.eventlog.readers")
    for _ in range(3):
        with pytest.raises(OperationalError):
            await readers.presence(fail)
        await readers.heads(lambda: "head")

    [line] = caplog.messages
    assert line.startswith("The database, asked for presence, does not answer")
