"""Reads run on threads of their own, in lanes that do not wait for each other."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

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
