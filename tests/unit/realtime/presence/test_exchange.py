"""Several processes, one presence: by leases in the database alone."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.presence.exchange import EMPTY_S, LEASE_S
from chat.realtime.presence.room import LISTED
from chat.realtime.presence.store import LEASE_MS
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import ScriptedReaders
from tests.unit.realtime.memory_processes import MemoryProcess, MemoryProcesses
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later

MakePage = Callable[..., Page]
BOB = {"id": "2", "name": "Bob"}
SEEN_S, GONE_S = 1.0, 2.0


class Two:
    """Processes with a connection of Alice's at the first and one of Bob's at the second."""

    def __init__(self, first: Services, second: Services) -> None:
        self.first, self.second = first, second

    def crash(self) -> None:
        """The second process is killed: nothing is said and nobody leaves."""
        task = self.second.presence.exchange._task
        assert task is not None
        task.cancel()


@pytest.fixture
def processes(readers: ScriptedReaders) -> MemoryProcesses:
    return readers.processes


@pytest.fixture
async def two(make_services: Callable[..., Services]) -> AsyncIterator[Two]:
    """Without hints: nothing here needs them. Both have seen each other."""
    both = Two(make_services(), make_services())
    for services in (both.first, both.second):
        services.presence.exchange.start()
    await later(SEEN_S)
    yield both
    for services in (both.first, both.second):
        await services.presence.exchange.stop()


@pytest.fixture
async def alices(two: Two, make_page: MakePage, alice: Person) -> Page:
    page = await make_page(alice, on=two.first).hello(r7=on_wire(EMPTY))
    await later(2)
    page.wire.clear()
    return page


async def come(two: Two, make_page: MakePage, person: Person) -> Page:
    return await make_page(person, on=two.second).hello(r7=on_wire(EMPTY))


async def stay(seconds: float, *pages: Page) -> None:
    """That much later, with everybody still there."""
    for _ in range(round(seconds)):
        await later(1)
        for page in pages:
            page.say("ping", n=1)


async def test_who_comes_at_another_process_is_seen_within_a_second(
    two: Two, make_page: MakePage, alices: Page, bob: Person
) -> None:
    bobs = await come(two, make_page, bob)

    await later(SEEN_S)
    assert alices.wire.presence() == [{"count": 2, "came": [BOB]}]
    assert bobs.wire.presence()[0]["count"] == 2


async def test_who_leaves_there_is_gone_within_two_seconds(
    two: Two, make_page: MakePage, alices: Page, bob: Person
) -> None:
    bobs = await come(two, make_page, bob)
    await later(3)
    alices.wire.clear()

    bobs.session.end()
    await later(GONE_S)
    assert alices.wire.presence() == [{"count": 1, "went": [BOB]}]


async def test_one_person_at_two_processes_is_one(
    two: Two, make_page: MakePage, alices: Page, alice: Person
) -> None:
    other = await come(two, make_page, alice)
    await later(2)
    other.session.end()
    await later(3)

    assert alices.wire.presence() == []


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
    make_services: Callable[..., Services],
    make_page: MakePage,
    alice: Person,
    processes: MemoryProcesses,
) -> None:
    processes.rows["dead"] = MemoryProcess(-2 * LEASE_MS, 1, {ROOM: (1, {9: "Ghost"})})
    only = make_services()
    only.presence.exchange.start()
    await later(SEEN_S)

    page = await make_page(alice, on=only).hello(r7=on_wire(EMPTY))
    assert page.wire.presence()[0]["count"] == 1
    await later(LEASE_S + SEEN_S)
    assert list(processes.rows) == [only.presence.exchange.process]
    await only.presence.exchange.stop()


async def test_a_process_that_starts_knows_who_is_there(
    two: Two,
    make_services: Callable[..., Services],
    make_page: MakePage,
    alices: Page,
    bob: Person,
) -> None:
    await come(two, make_page, bob)
    await later(SEEN_S)
    third = make_services()
    third.presence.exchange.start()
    await later(SEEN_S)

    page = await make_page(bob, on=third).hello(r7=on_wire(EMPTY))
    assert page.wire.presence()[0]["here"] == [{"id": "1", "name": "Alice"}, BOB]
    await third.presence.exchange.stop()


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


async def test_what_changed_while_the_database_was_away_is_told_after_it(
    two: Two, make_page: MakePage, alices: Page, bob: Person, processes: MemoryProcesses
) -> None:
    processes.away = True
    await come(two, make_page, bob)
    await later(3)
    assert alices.wire.presence() == []

    processes.away = False
    await later(2 * SEEN_S)
    assert alices.wire.presence() == [{"count": 2, "came": [BOB]}]


async def test_alone_a_process_writes_nothing_but_its_lease(
    make_services: Callable[..., Services],
    make_page: MakePage,
    alice: Person,
    processes: MemoryProcesses,
) -> None:
    only = make_services()
    only.presence.exchange.start()
    await make_page(alice, on=only).hello(r7=on_wire(EMPTY))
    await later(10)

    assert [said.changed for said in processes.reports if said.changed] == []
    assert len(processes.reports) <= 6
    await only.presence.exchange.stop()


async def test_a_crowd_is_written_a_few_times_a_second_and_without_names(
    two: Two, processes: MemoryProcesses
) -> None:
    processes.reports.clear()
    for number in range(2 * LISTED):
        two.second.presence.enter(ROOM, Person(pk=10 + number, name=f"Guest {number}"))
        await asyncio.sleep(0.01)
    await later(1)

    said = [report.changed for report in processes.reports if report.changed]
    assert len(said) <= 4 * 3 + 1
    assert set(said[-1][ROOM].values()) == {""}
    assert len(two.first.presence._rooms[ROOM].roster) == 2 * LISTED


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
