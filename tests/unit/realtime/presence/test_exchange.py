"""Several processes, one presence: by leases in the database alone."""

import asyncio
from collections.abc import Callable

from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.presence.room import LISTED
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog
from tests.unit.realtime.memory_processes import MemoryProcesses
from tests.unit.realtime.page import OWN_LOG, ROOM, Page, on_wire
from tests.unit.realtime.presence.processes import BOB, GONE_S, SEEN_S, MakePage, Two, come
from tests.unit.realtime.virtual_time import later


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
    only: Services, make_page: MakePage, alice: Person, processes: MemoryProcesses
) -> None:
    await make_page(alice, on=only).hello(r7=on_wire(EMPTY))
    await later(10)

    assert [said.changed for said in processes.reports if said.changed] == []
    assert len(processes.reports) <= 6
    assert only.presence.exchange._changed == set(), "nor does it remember more and more"


async def test_what_changed_while_a_process_was_alone_is_told_to_the_next_that_comes(
    two: Two,
    make_services: Callable[..., Services],
    make_page: MakePage,
    alice: Person,
    bob: Person,
) -> None:
    """A room that was written with people in it, and emptied with nobody there to be told."""
    bobs = await come(two, make_page, bob)
    await later(SEEN_S)
    await two.first.presence.exchange.stop()
    await later(SEEN_S)
    bobs.session.end()
    await later(SEEN_S)

    third = make_services()
    third.presence.exchange.start()
    page = await make_page(alice, on=third).hello(r7=on_wire(EMPTY))
    await later(GONE_S + SEEN_S)

    assert page.wire.presence()[-1]["count"] == 1
    await third.presence.exchange.stop()


async def test_a_new_name_is_seen_at_the_other_process(
    two: Two, make_page: MakePage, alices: Page, bob: Person, log: MemoryLog
) -> None:
    await come(two, make_page, bob)
    await later(GONE_S)
    alices.wire.clear()

    two.second.committed([log.write(OWN_LOG + bob.pk, kind="account", name="Robert")])
    await later(GONE_S)

    assert alices.wire.presence() == [{"count": 2, "came": [{"id": "2", "name": "Robert"}]}]


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
