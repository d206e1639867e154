"""Who is dead is gone with the lease of the process, and who lives is never taken for dead."""

import pytest

from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.presence.exchange import EMPTY_S, LEASE_S
from chat.realtime.presence.store import LEASE_MS
from chat.realtime.services import Services
from tests.unit.realtime.memory_processes import MemoryProcess, MemoryProcesses
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.presence.processes import BOB, GONE_S, SEEN_S, MakePage, Two, come, stay
from tests.unit.realtime.virtual_time import later

HOUR_MS = 60 * 60 * 1000


async def test_the_people_of_a_killed_process_are_gone_with_its_lease(
    two: Two, make_page: MakePage, alices: Page, bob: Person, processes: MemoryProcesses
) -> None:
    await come(two, make_page, bob)
    await later(SEEN_S)
    alices.wire.clear()

    two.crash()
    await later(LEASE_S / 2)
    assert alices.wire.presence() == []
    await later(LEASE_S / 2 + GONE_S)
    assert alices.wire.presence() == [{"count": 1, "went": [BOB]}]
    assert list(processes.rows) == [two.first.presence.exchange.process]


async def test_a_process_that_stops_says_so(
    two: Two, make_page: MakePage, alices: Page, bob: Person
) -> None:
    await come(two, make_page, bob)
    await later(SEEN_S)
    alices.wire.clear()

    await two.second.presence.exchange.stop()
    await later(GONE_S)
    assert alices.wire.presence() == [{"count": 1, "went": [BOB]}]


async def test_after_a_crash_of_the_whole_site_there_are_no_ghosts(
    only: Services, make_page: MakePage, alice: Person, processes: MemoryProcesses
) -> None:
    processes.rows["dead"] = MemoryProcess(-2 * LEASE_MS, 1, {ROOM: (1, {9: "Ghost"})})
    await later(SEEN_S)

    page = await make_page(alice, on=only).hello(r7=on_wire(EMPTY))
    assert page.wire.presence()[0]["count"] == 1
    await later(LEASE_S + SEEN_S)
    assert list(processes.rows) == [only.presence.exchange.process]


async def test_a_process_taken_for_dead_is_there_again_with_everybody(
    two: Two, make_page: MakePage, alices: Page, bob: Person, processes: MemoryProcesses
) -> None:
    await come(two, make_page, bob)
    await later(3)
    alices.wire.clear()

    processes.resign(two.second.presence.exchange.process)
    await later(5)
    assert alices.wire.presence()[0] == {"count": 1, "went": [BOB]}
    assert alices.wire.presence()[-1] == {"count": 2, "came": [BOB]}


@pytest.mark.parametrize("away_s", [3, LEASE_S + 3, EMPTY_S + 3])
async def test_while_the_database_is_away_presence_stands_still(
    two: Two,
    make_page: MakePage,
    alices: Page,
    bob: Person,
    processes: MemoryProcesses,
    away_s: float,
) -> None:
    bobs = await come(two, make_page, bob)
    await later(3)
    alices.wire.clear()

    processes.away = True
    await stay(away_s, alices, bobs)
    processes.away = False
    processes.cut_off = two.second.presence.exchange.process  # it is connected again later
    await stay(LEASE_S / 2, alices, bobs)
    processes.cut_off = ""
    await stay(LEASE_S, alices, bobs)
    assert alices.wire.presence() == []
    bobs.session.end()
    await later(GONE_S)
    assert alices.wire.presence() == [{"count": 1, "went": [BOB]}]


@pytest.mark.parametrize("ahead_ms", [HOUR_MS, -HOUR_MS])
async def test_when_the_databases_clock_jumps_nobody_seems_to_leave(
    two: Two,
    make_page: MakePage,
    alices: Page,
    bob: Person,
    processes: MemoryProcesses,
    ahead_ms: int,
) -> None:
    bobs = await come(two, make_page, bob)
    await later(SEEN_S)
    alices.wire.clear()

    processes.ahead_ms = ahead_ms
    await stay(2 * LEASE_S, alices, bobs)

    assert alices.wire.presence() == []


async def test_who_died_when_the_databases_clock_was_set_back_is_gone_with_the_lease(
    two: Two, make_page: MakePage, alices: Page, bob: Person, processes: MemoryProcesses
) -> None:
    await come(two, make_page, bob)
    await later(SEEN_S)
    alices.wire.clear()

    two.crash()
    processes.ahead_ms = -HOUR_MS
    await stay(LEASE_S + GONE_S, alices)

    assert alices.wire.presence() == [{"count": 1, "went": [BOB]}]
    assert list(processes.rows) == [two.first.presence.exchange.process]


async def test_rows_of_empty_rooms_are_taken_away_in_the_end(
    two: Two, make_page: MakePage, alices: Page, bob: Person, processes: MemoryProcesses
) -> None:
    bobs = await come(two, make_page, bob)
    await later(SEEN_S)
    bobs.session.end()
    await later(GONE_S)
    row = processes.rows[two.second.presence.exchange.process]
    assert row.rooms[ROOM][1] == {}

    await later(3 * EMPTY_S)
    assert row.rooms == {}
