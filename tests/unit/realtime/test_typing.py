"""Who is typing is passed on, expires, and never floods."""

from collections.abc import Callable

import pytest

from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.services import Services
from chat.realtime.typing import BURST, EVERY_S, EXPIRES_S, NAMED, REPEAT_S, Typed
from tests.unit.metrics.moving import moves
from tests.unit.realtime.memory_log import MemoryLog
from tests.unit.realtime.page import OWN_LOG, ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]


@pytest.fixture
async def alices(make_page: MakePage, alice: Person) -> Page:
    return await make_page(alice).hello(r7=on_wire(EMPTY))


@pytest.fixture
async def bobs(make_page: MakePage, bob: Person) -> Page:
    return await make_page(bob).hello(r7=on_wire(EMPTY))


def types(page: Page, on: bool = True, room: int = ROOM) -> None:
    page.say("typing", room=str(room), on=on)


async def test_the_others_are_told_and_who_types_is_not(alices: Page, bobs: Page) -> None:
    types(alices)
    await settled()

    assert bobs.wire.typing() == [["1"]]
    assert alices.wire.typing() == []


async def test_it_ends_when_the_person_says_so_and_a_second_later_at_the_most(
    alices: Page, bobs: Page
) -> None:
    types(alices)
    types(alices, on=False)
    types(alices)
    types(alices, on=False)
    await later(2 * EVERY_S)
    types(alices)
    await later(EVERY_S)
    types(alices, on=False)
    await settled()

    assert bobs.wire.typing() == [["1"], []]


async def test_it_expires_when_nothing_more_is_heard(alices: Page, bobs: Page) -> None:
    types(alices)
    await later(EXPIRES_S - 1)
    assert bobs.wire.typing()[-1] == ["1"]
    await later(1)
    assert bobs.wire.typing()[-1] == []


async def test_what_goes_on_is_said_again(alices: Page, bobs: Page) -> None:
    for _ in range(4):
        types(alices)
        await later(3)

    assert len(bobs.wire.typing()) == 1 + 12 // REPEAT_S
    assert [] not in bobs.wire.typing()


async def test_nobody_is_told_more_than_once_a_second(
    alices: Page, bobs: Page, services: Services
) -> None:
    for number in range(50):
        services.typing.take(Typed(ROOM, 10 + number % 7, "Guest", number % 3 > 0))
        await later(0.1)

    assert 1 < len(bobs.wire.typing()) <= 6


async def test_of_a_crowd_a_few_are_named(alices: Page, bobs: Page, services: Services) -> None:
    for number in range(1_000):
        services.typing.take(Typed(ROOM, 10 + number, f"Guest {number}", True))
    await settled()

    assert bobs.wire.typing() == [[str(10 + number) for number in range(NAMED)]]


async def test_typing_in_a_room_that_is_not_one_s_own_is_answered_with_gone(
    make_page: MakePage, bobs: Page, charlie: Person
) -> None:
    stranger = await make_page(charlie).hello()
    types(stranger)
    await settled()

    assert stranger.wire.last("gone")["room"] == str(ROOM)
    assert bobs.wire.typing() == []


async def test_who_does_not_follow_a_room_does_not_type_there(
    make_page: MakePage, alice: Person, bobs: Page
) -> None:
    page = await make_page(alice).hello()
    types(page)
    await settled()

    assert (bobs.wire.typing(), page.wire.of("gone", "error")) == ([], [])


async def test_who_is_removed_types_no_more(
    alices: Page, bobs: Page, log: MemoryLog, services: Services
) -> None:
    types(alices)
    await later(EVERY_S)
    log.rooms[ROOM].members.discard(1)
    services.hub.committed([log.write(OWN_LOG + 1, kind="left", room=str(ROOM))])
    await settled()
    assert bobs.wire.typing() == [["1"], []]

    types(alices)
    await settled()
    assert alices.wire.of("gone")
    assert len(bobs.wire.typing()) == 2


async def test_a_flood_of_it_is_passed_on_no_faster_than_people_type(
    alices: Page, bobs: Page, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[Typed] = []
    monkeypatch.setattr(services.typing, "_tell", passed.append)
    for _ in range(1_000):
        types(alices)

    assert len(passed) == BURST
    assert alices.wire.of("error", "refused") == []


async def test_where_nobody_follows_a_room_nothing_of_it_is_kept(
    alices: Page, services: Services
) -> None:
    services.typing.take(Typed(99, 1, "Alice", True))
    assert services.typing._rooms == {}
    types(alices)
    await later(EXPIRES_S + 1)
    assert services.typing._rooms == {}


async def test_what_is_typed_at_one_process_is_seen_at_the_other(
    make_page: MakePage,
    make_services: Callable[..., Services],
    alices: Page,
    bob: Person,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = make_services()
    bobs = await make_page(bob, on=other).hello(r7=on_wire(EMPTY))
    monkeypatch.setattr(services.typing, "_tell", other.typing.take)
    types(alices)
    await settled()

    assert bobs.wire.typing() == [["1"]]


async def test_what_a_client_without_credit_was_not_told_is_not_counted_as_sent(
    alices: Page, bobs: Page, services: Services
) -> None:
    for feed in services.hub.topics[ROOM].live:
        feed.announce = lambda announcement: False  # type: ignore[method-assign]

    with moves("lifeline_frames_sent_total", type="typing", by=0):
        types(alices)
        await settled()
