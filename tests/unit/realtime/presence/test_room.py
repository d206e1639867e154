"""What the followers of a room are told of who is in it."""

from collections.abc import Callable

import pytest

from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.presence.room import EVERY_S, LINGER_S, LISTED
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog
from tests.unit.realtime.page import OWN_LOG, ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]
ALICE, BOB = {"id": "1", "name": "Alice"}, {"id": "2", "name": "Bob"}


async def at(make_page: MakePage, person: Person, **more: object) -> Page:
    """A page of theirs that follows the room."""
    return await make_page(person, **more).hello(r7=on_wire(EMPTY))


@pytest.fixture
async def both(make_page: MakePage, alice: Person, bob: Person) -> tuple[Page, Page]:
    """Alice's and Bob's, who know of each other."""
    pages = await at(make_page, alice), await at(make_page, bob)
    await later(2 * EVERY_S)
    pages[0].wire.clear()
    return pages


async def test_who_subscribes_is_told_who_is_here(make_page: MakePage, alice: Person) -> None:
    page = await at(make_page, alice)

    assert page.wire.presence() == [{"count": 1, "here": [ALICE]}]


async def test_who_is_there_hears_at_once_of_who_comes(
    make_page: MakePage, alice: Person, bob: Person
) -> None:
    first = await at(make_page, alice)
    await later(EVERY_S)
    second = await at(make_page, bob)

    assert second.wire.presence() == [{"count": 2, "here": [ALICE, BOB]}]
    assert first.wire.presence()[1:] == [{"count": 2, "came": [BOB]}]


async def test_who_leaves_is_told_after_the_time_of_a_reload(both: tuple[Page, Page]) -> None:
    first, second = both
    second.session.end()

    await later(LINGER_S / 2)
    assert first.wire.presence() == []
    await later(LINGER_S / 2)
    assert first.wire.presence() == [{"count": 1, "went": [BOB]}]


async def test_who_reloads_the_page_was_never_away(
    both: tuple[Page, Page], make_page: MakePage, bob: Person
) -> None:
    first, second = both
    second.session.end()
    again = await at(make_page, bob)

    await later(3 * EVERY_S)
    assert first.wire.presence() == []
    assert again.wire.presence() == [{"count": 2, "here": [ALICE, BOB]}]


async def test_who_has_another_name_now_is_shown_under_it(
    make_page: MakePage, services: Services, log: MemoryLog, alice: Person, bob: Person
) -> None:
    """A guest became an account, and was a guest to the others until the page was reloaded."""
    first, second = await at(make_page, alice), await at(make_page, bob)
    tab = await at(make_page, bob)
    await later(2 * EVERY_S)
    first.wire.clear()

    services.committed([log.write(OWN_LOG + bob.pk, kind="account", name="Robert")])
    await later(2 * EVERY_S)

    assert first.wire.presence() == [{"count": 2, "came": [{"id": "2", "name": "Robert"}]}]
    assert (second.wire.closed, tab.wire.closed) == (None, None)


async def test_several_tabs_are_one_person(make_page: MakePage, alice: Person, bob: Person) -> None:
    first = await at(make_page, alice)
    tabs = [await at(make_page, bob) for _ in range(3)]
    await later(EVERY_S)
    assert first.wire.presence()[-1] == {"count": 2, "came": [BOB]}
    first.wire.clear()

    for tab in tabs[:2]:
        tab.session.end()
    await later(3 * EVERY_S)
    assert first.wire.presence() == []
    tabs[2].session.end()
    await later(EVERY_S)
    assert first.wire.presence() == [{"count": 1, "went": [BOB]}]


async def test_a_second_subscription_moves_the_first_and_nobody_goes(
    both: tuple[Page, Page],
) -> None:
    first, second = both
    second.say("subscribe", room="7")

    await later(3 * EVERY_S)
    assert first.wire.presence() == []


async def test_who_unsubscribes_has_gone(make_page: MakePage, alice: Person, bob: Person) -> None:
    first, second = await at(make_page, alice), await at(make_page, bob)
    await later(2 * EVERY_S)
    second.wire.clear()
    second.say("unsubscribe", room="7")

    await later(2 * EVERY_S)
    assert first.wire.presence()[-1] == {"count": 1, "went": [BOB]}
    assert second.wire.presence() == []


async def test_nobody_is_told_more_than_once_a_second_however_many_come_and_go(
    make_page: MakePage, alice: Person, log: MemoryLog
) -> None:
    first = await at(make_page, alice)
    for number in range(20):
        person = Person(pk=10 + number, name=f"Guest {number}")
        log.make_room(OWN_LOG + person.pk, set(), self_of=person.pk)
        log.rooms[ROOM].members.add(person.pk)
        await at(make_page, person)
        await later(0.1)

    told = first.wire.presence()
    assert len(told) <= 4
    assert sum(len(said.get("came", [])) for said in told) + 1 == told[-1]["count"] == 21


async def test_one_s_own_log_has_no_presence(make_page: MakePage, alice: Person) -> None:
    page = await make_page(alice).hello()

    assert page.wire.presence(OWN_LOG + alice.pk) == []


async def test_a_stranger_is_not_present(
    make_page: MakePage, services: Services, charlie: Person
) -> None:
    stranger = await make_page(charlie).hello()
    stranger.say("subscribe", room="7")
    await settled()

    assert stranger.wire.of("gone")
    assert stranger.wire.presence() == []
    assert not services.presence.is_here(ROOM, charlie.pk)


async def test_a_client_short_of_credit_is_told_nothing_and_later_all(
    make_page: MakePage,
    make_services: Callable[..., Services],
    alice: Person,
    bob: Person,
    log: MemoryLog,
) -> None:
    tight = make_services(unseen_bytes=1_000)
    first = await at(make_page, alice, on=tight)
    await later(EVERY_S)
    first.wire.clear()
    tight.hub.committed([item := log.write(ROOM, "x" * 400)])
    await at(make_page, bob, on=tight)
    await later(5 * EVERY_S)
    assert first.wire.presence() == []

    first.say("seen", rooms={"7": item.seq})
    await later(EVERY_S)
    assert first.wire.presence() == [{"count": 2, "here": [ALICE, BOB]}]


async def test_who_missed_a_change_is_told_all_at_the_next(
    make_page: MakePage,
    make_services: Callable[..., Services],
    alice: Person,
    bob: Person,
    log: MemoryLog,
) -> None:
    tight = make_services(unseen_bytes=1_000)
    first = await at(make_page, alice, on=tight)
    await later(EVERY_S)
    tight.hub.committed([item := log.write(ROOM, "x" * 400)])
    await at(make_page, bob, on=tight)
    await later(EVERY_S - 0.1)
    first.wire.clear()

    first.say("seen", rooms={"7": item.seq})
    tight.presence.enter(ROOM, Person(pk=9, name="Zoe"))
    await later(EVERY_S)
    assert first.wire.presence() == [{"count": 3, "here": [ALICE, BOB, {"id": "9", "name": "Zoe"}]}]


@pytest.mark.parametrize("many", [LISTED, LISTED + 1])
async def test_a_hundred_people_are_named_and_more_are_counted(
    services: Services, make_page: MakePage, alice: Person, bob: Person, many: int
) -> None:
    for number in range(many - 1):
        services.presence.enter(ROOM, Person(pk=10 + number, name=f"Guest {number}"))

    page = await at(make_page, alice)

    (told,) = page.wire.presence()
    assert told["count"] == many
    assert len(told.get("here", [])) == (many if many <= LISTED else 0)


async def test_where_a_crowd_becomes_a_hundred_again_all_are_named(
    services: Services, make_page: MakePage, alice: Person
) -> None:
    for number in range(LISTED - 1):
        services.presence.enter(ROOM, Person(pk=10 + number, name=f"Guest {number}"))
    page = await at(make_page, alice)
    one_more = Person(pk=9, name="One more")
    log_of_presence = page.wire.presence

    services.presence.enter(ROOM, one_more)
    await later(EVERY_S)
    assert log_of_presence()[-1] == {"count": LISTED + 1}
    services.presence.leave(ROOM, _Gone(one_more.pk))  # type: ignore[arg-type]
    await later(2 * EVERY_S)
    assert log_of_presence()[-1]["count"] == len(log_of_presence()[-1]["here"]) == LISTED


class _Gone:
    """A subscription that is closed."""

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id


async def test_a_room_that_everybody_left_costs_nothing(
    make_page: MakePage, services: Services, alice: Person
) -> None:
    page = await at(make_page, alice)
    page.session.end()
    await settled()

    assert (services.presence._rooms, services.presence._here) == ({}, {})
