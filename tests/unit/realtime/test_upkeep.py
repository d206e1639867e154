"""What a process does all its life goes on after a fault of ours."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest

from chat.protocol.position import EMPTY
from chat.realtime.hints import Hint, Hints
from chat.realtime.poll import GLANCES, POLL_S
from chat.realtime.services import Services
from chat.realtime.upkeep import PAUSE_S, keep
from tests.unit.realtime.faulty_layer import FaultyLayer
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]


def fail(*args: Any, **kwargs: Any) -> Any:
    raise RuntimeError("a fault of ours")


async def test_what_a_process_does_all_its_life_outlives_a_fault_of_ours_which_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rounds: list[float] = []

    async def round() -> None:
        rounds.append(asyncio.get_running_loop().time())
        if len(rounds) < 3:
            fail()
        await asyncio.Event().wait()

    began = asyncio.get_running_loop().time()
    task = keep(round)
    await later(5 * PAUSE_S)
    task.cancel()

    assert rounds == pytest.approx([began, began + PAUSE_S, began + 2 * PAUSE_S])
    assert [line.levelno for line in caplog.records] == [logging.ERROR] * 2
    assert caplog.text.count("RuntimeError: a fault of ours") == 2


async def test_after_a_fault_of_the_poll_lost_tails_are_found_still(
    make_page: MakePage, services: Services, log: MemoryLog, readers: ScriptedReaders
) -> None:
    services.start()
    page = await make_page().hello(r7=on_wire(EMPTY))
    readers.fail("heads_changed_since", RuntimeError("a fault of ours"))
    await later(POLL_S + PAUSE_S)

    log.write(ROOM)
    await later(POLL_S * (GLANCES + 1))

    assert page.wire.seqs(ROOM) == [1]
    await services.stop()


async def test_after_a_fault_of_the_login_watch_expired_logins_end_still(
    make_page: MakePage, services: Services, readers: ScriptedReaders
) -> None:
    services.start()
    page = await make_page().hello()
    readers.fail("logins", RuntimeError("a fault of ours"))
    services.login_watch._look_up = lambda marks: {}
    assert page.login is not None

    services.login_watch.watch(page.session, page.login._replace(expires_at=0.0))
    await later(1.5)
    assert page.wire.closed is None
    await later(2 * PAUSE_S)

    assert page.wire.closed == 4401
    await services.stop()


async def test_after_a_fault_of_presence_this_process_is_not_taken_for_dead(
    services: Services, readers: ScriptedReaders, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(readers.processes, "call", fail)
        services.presence.exchange.start()
        await later(1)
    await later(2 * PAUSE_S)

    assert services.presence.exchange.process in readers.processes.beats("another")
    await services.presence.exchange.stop()


async def test_a_fault_of_ours_in_a_hint_is_told_as_one_and_costs_those_behind_it_nothing(
    log: MemoryLog, caplog: pytest.LogCaptureFixture
) -> None:
    """It was told once an hour, without where it was, and as garbage of somebody else's."""
    layer = FaultyLayer()
    received: list[Hint] = []

    def receive(hint: Hint) -> None:
        received.append(hint)
        if hint.heads:
            fail()

    here, there = Hints(layer, lambda hint: None), Hints(layer, receive)
    here.start()
    there.start()
    await settled()
    for _ in range(2):
        here.committed([log.write(ROOM)])
        await settled()

    assert [item.seq for hint in received for item in hint.entries] == [1, 2]
    assert caplog.text.count("RuntimeError: a fault of ours") == 2
    assert "What is no hint" not in caplog.text
    for hints in (here, there):
        await hints.stop()
