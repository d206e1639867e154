"""A spell heals its fault, whatever ends it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import cast

import pytest

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Fault
from tests.chaos.outages.spell import Size, Spell, play
from tests.chaos.site.site import SqliteSite
from tests.servers.people import Visitor

DEADLINE_S = 10
# It is only handed on.
SITE = cast("SqliteSite", object())


def playing(fault: Fault[SqliteSite]) -> "asyncio.Task[Spell]":
    async def whole() -> None: ...

    size = Size(connections=0, calm_s=0, after_s=0)
    visitor = Visitor("nowhere")
    return asyncio.create_task(play(fault, SITE, Recorder(), Random(1), size, visitor, whole))


async def test_a_fault_that_begins_while_its_run_ends_is_healed() -> None:
    begins, goes_on, healed = threading.Event(), threading.Event(), threading.Event()

    @contextmanager
    def apply(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
        begins.set()
        goes_on.wait(DEADLINE_S)
        try:
            yield
        finally:
            healed.set()

    spell = playing(Fault("slow to begin", "whole", apply))
    await asyncio.to_thread(begins.wait, DEADLINE_S)
    spell.cancel()
    await asyncio.sleep(0)
    goes_on.set()

    with pytest.raises(asyncio.CancelledError):
        await spell
    assert healed.is_set()


async def test_a_fault_that_cannot_begin_ends_its_run() -> None:
    @contextmanager
    def apply(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
        raise RuntimeError("no process came there")
        yield

    with pytest.raises(RuntimeError, match="no process"):
        await playing(Fault("fails", "whole", apply))
