"""Hints travel through the channel layer to the other processes; nothing waits for them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from channels.layers import InMemoryChannelLayer

from chat.protocol.frames import FRAME_BYTES
from chat.realtime.hints import (
    GARBAGE_PAUSE_S,
    GROUP,
    PROBE_S,
    PUBLISH_TIMEOUT_S,
    REJOIN_S,
    Hint,
    Hints,
)
from tests.unit.realtime.faulty_layer import FaultyLayer
from tests.unit.realtime.memory_log import MemoryLog
from tests.unit.realtime.page import ROOM
from tests.unit.realtime.virtual_time import later, settled


@pytest.fixture
def layer() -> FaultyLayer:
    return FaultyLayer()


class Process:
    def __init__(self, layer: FaultyLayer) -> None:
        self.received: list[Hint] = []
        self.hints = Hints(layer, self.received.append)
        self.hints.start()

    @property
    def told(self) -> list[Hint]:
        """All but the probes."""
        return [hint for hint in self.received if hint.heads]

    @property
    def seqs(self) -> list[int]:
        return [item.seq for hint in self.received for item in hint.entries]


@pytest.fixture
async def processes(layer: FaultyLayer) -> AsyncIterator[tuple[Process, Process]]:
    both = Process(layer), Process(layer)
    await settled()
    yield both
    for process in both:
        await process.hints.stop()


async def test_what_one_process_commits_the_other_is_told(
    processes: tuple[Process, Process], log: MemoryLog
) -> None:
    here, there = processes

    here.hints.committed([item := log.write(ROOM)])
    await settled()

    assert there.told[0].entries == [item]
    assert there.told[0].heads == {ROOM: item.after}


async def test_a_layer_counts_as_well_once_a_probe_came_back(layer: FaultyLayer) -> None:
    process = Process(layer)
    assert not process.hints.proven

    await settled()

    assert process.hints.proven
    await process.hints.stop()


async def test_nobody_is_told_what_they_said_themselves(
    processes: tuple[Process, Process], log: MemoryLog
) -> None:
    here, _ = processes

    here.hints.committed([log.write(ROOM)])
    await later(PROBE_S * 3)

    assert here.seqs == []


async def test_while_one_is_on_its_way_the_next_ones_gather(
    processes: tuple[Process, Process], log: MemoryLog, layer: FaultyLayer
) -> None:
    here, _ = processes
    layer.delay_s = PUBLISH_TIMEOUT_S / 2
    here.hints.committed([log.write(ROOM)])
    await settled()

    for _ in range(10):
        here.hints.committed([log.write(ROOM)])
        await settled()
    await later(PUBLISH_TIMEOUT_S)

    assert [len(hint.entries) for hint in layer.told] == [1, 10]


async def test_beyond_64_kib_only_heads_are_told(
    processes: tuple[Process, Process], log: MemoryLog
) -> None:
    here, there = processes
    entries = [log.write(ROOM, "x" * 4000) for _ in range(FRAME_BYTES // 4000 + 1)]

    here.hints.committed(entries)
    await settled()

    assert there.told[0].entries == []
    assert there.told[0].heads == {ROOM: entries[-1].after}


async def test_a_layer_that_hangs_is_given_up_after_a_second_and_holds_up_nobody(
    processes: tuple[Process, Process], log: MemoryLog, layer: FaultyLayer
) -> None:
    here, _ = processes
    layer.hangs = True

    here.hints.committed([log.write(ROOM)])
    await later(PUBLISH_TIMEOUT_S * 0.9)
    assert here.hints.healthy
    await later(PUBLISH_TIMEOUT_S * 0.2)

    assert not here.hints.healthy


@pytest.mark.parametrize("fault", ["hangs", "loses", "breaks"])
async def test_a_layer_that_does_not_bring_back_the_probe_is_noticed_and_so_is_its_return(
    processes: tuple[Process, Process], log: MemoryLog, layer: FaultyLayer, fault: str
) -> None:
    here, there = processes
    setattr(layer, fault, True)
    await later(PROBE_S + 2 * PUBLISH_TIMEOUT_S)
    assert not here.hints.healthy

    setattr(layer, fault, False)
    await later(2 * (PROBE_S + 2 * PUBLISH_TIMEOUT_S))
    assert here.hints.healthy
    here.hints.committed([log.write(ROOM)])
    await settled()

    assert there.seqs[-1:] == [1]


async def test_into_a_layer_that_is_gone_nothing_is_said_but_probes(
    processes: tuple[Process, Process], log: MemoryLog, layer: FaultyLayer
) -> None:
    here, _ = processes
    layer.breaks = True
    here.hints.committed([log.write(ROOM)])
    await settled()
    assert here.hints.trouble == "ConnectionError: no Redis"

    here.hints.committed([log.write(ROOM)])
    await later(10 * PROBE_S)

    assert [len(hint.entries) for hint in layer.told] == [1]


@pytest.mark.parametrize("clings", [False, True])
async def test_a_layer_that_forgot_us_is_joined_again_over_new_connections(
    processes: tuple[Process, Process], log: MemoryLog, layer: FaultyLayer, clings: bool
) -> None:
    """The old ones may lead to a server that is no more, and even leaving them may hang."""
    here, there = processes
    layer.clings = clings
    layer.groups.clear()

    await later(PROBE_S + 2 * PUBLISH_TIMEOUT_S + PROBE_S)
    assert layer.flushed == 2
    assert here.hints.healthy
    here.hints.committed([log.write(ROOM)])
    await settled()

    assert there.seqs == [1]


async def test_every_hour_the_group_is_joined_again_though_nothing_seemed_wrong(
    layer: FaultyLayer,
) -> None:
    process = Process(layer)

    await later(REJOIN_S - PROBE_S)
    assert layer.joined == 1
    await later(2 * PROBE_S)

    assert layer.joined == 2
    assert process.hints.healthy
    await process.hints.stop()


async def test_what_is_no_hint_costs_those_behind_it_nothing(
    processes: tuple[Process, Process], log: MemoryLog, layer: FaultyLayer
) -> None:
    here, there = processes
    for _ in range(50):
        await InMemoryChannelLayer.group_send(layer, GROUP, {"type": "hint", "hint": b"\xc1"})
    here.hints.committed([log.write(ROOM)])

    await later(100 * GARBAGE_PAUSE_S)

    assert there.seqs == [1]
    assert there.hints.healthy


async def test_a_flood_of_hints_lets_others_have_their_turn(
    processes: tuple[Process, Process], log: MemoryLog, layer: FaultyLayer
) -> None:
    here, there = processes
    item = log.write(ROOM)
    flood = iter([{"sender": "x", "at": 0, "hint": msgspec.msgpack.encode(Hint())}] * 1_000)

    async def receive(channel: str) -> Any:
        return next(flood, None) or await asyncio.Event().wait()

    layer.receive = receive  # type: ignore[method-assign]
    here.hints.committed([item])  # what it was waiting for
    for _ in range(20):
        await asyncio.sleep(0)

    assert there.told
    assert len(there.received) < 20


async def test_a_layer_in_memory_is_told_nothing_for_nobody_hears_it(log: MemoryLog) -> None:
    layer = InMemoryChannelLayer()
    hints = Hints(layer, lambda hint: None)
    hints.start()

    hints.committed([log.write(ROOM)])
    await later(10 * PROBE_S)

    assert layer.groups == {}
    assert hints.healthy
    await hints.stop()


async def test_it_stops_even_in_the_turn_in_which_a_publish_ends(layer: FaultyLayer) -> None:
    """Python 3.11's `wait_for` swallows a cancellation that comes just then."""
    process = Process(layer)
    await settled()
    gate = asyncio.Event()
    layer.group_send = lambda group, message: gate.wait()  # type: ignore[method-assign,assignment]
    process.hints.read(1, ROOM)
    await settled()

    gate.set()
    stopping = asyncio.create_task(process.hints.stop())
    await later(10)

    assert stopping.done()
