"""Two processes and what they tell each other: posts, read marks, replaced connections."""

from collections.abc import AsyncIterator, Callable

import pytest

from chat.models import Person
from chat.protocol.frames import FRAME_BYTES
from chat.protocol.position import EMPTY
from chat.realtime.poll import POLL_S
from chat.realtime.services import Services
from tests.unit.realtime.faulty_layer import FaultyLayer
from tests.unit.realtime.memory_log import MemoryLog
from tests.unit.realtime.page import ROOM, Page
from tests.unit.realtime.virtual_time import later, settled

EMPTY_ON_THE_WIRE = {"seq": EMPTY.seq, "digest": EMPTY.digest}


@pytest.fixture
def layer() -> FaultyLayer:
    return FaultyLayer()


@pytest.fixture
async def two_services(
    make_services: Callable[..., Services],
) -> AsyncIterator[tuple[Services, Services]]:
    both = make_services(), make_services()
    for one in both:
        one.start()
    await settled()
    yield both
    for one in both:
        await one.stop()


async def test_a_post_reaches_who_is_connected_to_another_process(
    two_services: tuple[Services, Services], make_page: Callable[..., Page], log: MemoryLog
) -> None:
    here, there = two_services
    page = await make_page(on=there).hello(r7=EMPTY_ON_THE_WIRE)

    here.committed([log.write(ROOM)])
    await settled()

    assert page.wire.seqs(ROOM) == [1]


async def test_of_a_commit_too_large_for_a_hint_its_head_is_enough(
    two_services: tuple[Services, Services], make_page: Callable[..., Page], log: MemoryLog
) -> None:
    here, there = two_services
    page = await make_page(on=there).hello(r7=EMPTY_ON_THE_WIRE)
    entries = [log.write(ROOM, "x" * 4000) for _ in range(FRAME_BYTES // 4000 + 1)]

    here.committed(entries)
    await later(POLL_S / 2)

    assert page.wire.seqs(ROOM) == [item.seq for item in entries]


async def test_hints_of_two_processes_that_wrote_in_turn_leave_no_hole(
    two_services: tuple[Services, Services],
    make_services: Callable[..., Services],
    make_page: Callable[..., Page],
    log: MemoryLog,
    layer: FaultyLayer,
) -> None:
    """The first's publisher was busy: what it gathered leaves out what the second wrote."""
    first, _ = two_services
    third = make_services()
    third.start()
    page = await make_page(on=third).hello(r7=EMPTY_ON_THE_WIRE)
    layer.delay_s = 0.1
    first.committed([log.write(101, kind="left", room="99")])
    await settled()
    layer.delay_s = 0

    first.committed([log.write(ROOM)])
    log.write(ROOM)  # by the second, whose hint is late
    first.committed([log.write(ROOM)])
    await later(5)

    assert page.wire.seqs(ROOM) == [1, 2, 3]
    await third.stop()


async def test_a_forged_head_costs_a_look_and_nothing_else(
    two_services: tuple[Services, Services], make_page: Callable[..., Page], log: MemoryLog
) -> None:
    here, there = two_services
    page = await make_page(on=there).hello(r7=EMPTY_ON_THE_WIRE)
    item = log.write(ROOM)
    log.rewind(ROOM, 0)

    here.hints.committed([])
    there.hub.head_hinted(ROOM, item.after)
    await later(1)

    assert page.wire.seqs(ROOM) == []
    assert page.wire.of("reset") == []
    assert there.hub.topics[ROOM].head == EMPTY


async def test_a_page_that_comes_back_to_another_process_replaces_its_older_connection(
    two_services: tuple[Services, Services], make_page: Callable[..., Page]
) -> None:
    here, there = two_services
    older = await make_page(on=there).hello()

    newer = make_page(on=here)
    newer.say("hello", replaces=older.wire.last("welcome")["session"])
    await settled()

    assert older.wire.closed == 4409
    assert newer.wire.closed is None


async def test_nobody_replaces_anothers_connection_on_another_process(
    two_services: tuple[Services, Services], make_page: Callable[..., Page], bob: Person
) -> None:
    here, there = two_services
    bobs = await make_page(bob, on=there).hello()

    make_page(on=here).say("hello", replaces=bobs.wire.last("welcome")["session"])
    await settled()

    assert bobs.wire.closed is None


async def test_what_is_read_here_is_told_to_the_persons_connections_there(
    two_services: tuple[Services, Services], make_page: Callable[..., Page], bob: Person
) -> None:
    here, there = two_services
    page, bobs = await make_page(on=there).hello(), await make_page(bob, on=there).hello()

    here._read(1, ROOM, "a session of this process")
    await settled()

    assert [frame["room"]["id"] for frame in page.wire.of("room")] == ["7"]
    assert bobs.wire.of("room") == []
