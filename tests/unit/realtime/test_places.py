"""A person, and an address, has so many connections to a process, and no more."""

from collections.abc import Callable

import pytest

from chat.models import Person
from chat.protocol.close_codes import CloseCode
from chat.realtime.arrivals import Arrivals
from chat.realtime.endings import CROWDED_PERSON, FLOOD, LOGGED_OUT, REPLACED
from chat.realtime.greeting import HELLO_PATIENCE_S
from chat.realtime.places import Places
from chat.realtime.services import Services
from tests.unit.realtime.page import Page
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]


def test_so_many_and_no_more_each() -> None:
    places = Places(2)
    assert places.take("a")
    assert places.take("a")
    assert places.take("a") is None
    assert places.take("b")


def test_a_place_is_free_again_once_however_often_it_is_freed() -> None:
    places = Places(1)
    first = places.take("a")
    assert first
    first.free()
    second = places.take("a")
    first.free()
    assert second
    assert places.take("a") is None


def test_nothing_is_kept_of_who_has_left() -> None:
    places = Places(2)
    taken = [places.take(f"guest {number}") for number in range(100)]
    for place in taken:
        assert place
        place.free()
    assert not places.taken


def test_who_is_not_known_is_not_limited() -> None:
    places = Places(1)
    assert all(places.take(None) for _ in range(10))


@pytest.fixture
def crowded(services: Services) -> Services:
    services.people = Places(2)
    return services


async def test_one_connection_too_many_hears_why_and_when_to_come_back(
    crowded: Services, make_page: MakePage
) -> None:
    kept = [make_page() for _ in range(2)]
    await settled()
    late = make_page()
    await later(HELLO_PATIENCE_S)
    bye = late.wire.last("bye")
    assert (bye["code"], bye["reconnect"]) == (CloseCode.TOO_MANY, True)
    assert (bye["retry_ms"], bye["spread_ms"]) == (
        CROWDED_PERSON.retry_ms,
        CROWDED_PERSON.spread_ms,
    )
    assert late.wire.closed == CloseCode.TOO_MANY
    assert all(page.wire.closed is None for page in kept)


async def test_one_too_many_holds_up_nobody_while_it_is_silent(
    crowded: Services, make_page: MakePage
) -> None:
    crowded.arrivals = Arrivals(1)
    for _ in range(2):
        make_page()
    await settled()
    make_page().session.greet_in(crowded.arrivals.turn())
    next_turn = crowded.arrivals.turn()
    await settled()

    assert next_turn.begun.done()


async def test_at_the_limit_a_page_returns_that_replaces_its_own_dead_connection(
    crowded: Services, make_page: MakePage
) -> None:
    """It was refused for half a minute, until the old one was noticed to be dead."""
    old, other = [await make_page().hello() for _ in range(2)]

    new = make_page()
    await later(1)
    new.say("hello", replaces=old.session.id)
    await settled()

    assert new.wire.types() == ["welcome", "caught_up"]
    assert old.wire.closed == CloseCode.REPLACED
    assert other.wire.closed is None


async def test_other_people_are_let_in(crowded: Services, make_page: MakePage, bob: Person) -> None:
    for _ in range(3):
        make_page()
    bobs = make_page(bob)
    await settled()
    assert bobs.wire.closed is None


async def test_a_connection_that_ended_makes_room_however_it_ended(
    crowded: Services, make_page: MakePage
) -> None:
    for _ in range(3):
        for ending in (None, REPLACED, LOGGED_OUT, FLOOD):
            pages = [make_page() for _ in range(3)]  # one of them too many
            await settled()
            for page in pages:
                if ending is not None:
                    page.session.bye(ending)
                page.session.end()
            await settled()
            assert not crowded.people.taken


async def test_one_that_ended_while_it_was_looked_up_holds_no_place(
    crowded: Services, make_page: MakePage
) -> None:
    make_page().session.end()
    await settled()
    assert not crowded.people.taken
