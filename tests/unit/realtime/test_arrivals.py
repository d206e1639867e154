"""A few newcomers are greeted at a time; one that hangs holds up the others for a while only."""

import asyncio
from collections.abc import Callable

import pytest

from chat.realtime.arrivals import TURN_S, Arrivals, Turn
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import ScriptedReaders
from tests.unit.realtime.page import Page
from tests.unit.realtime.virtual_time import settled

MakePage = Callable[..., Page]

FEW = 2


@pytest.fixture
async def door() -> Arrivals:
    return Arrivals(FEW)


def begun(turns: list[Turn]) -> list[bool]:
    return [turn.begun.done() for turn in turns]


async def test_only_so_many_are_greeted_at_a_time(door: Arrivals) -> None:
    turns = [door.turn() for _ in range(FEW + 2)]

    assert begun(turns) == [True] * FEW + [False] * 2
    assert door.waiting == 2


async def test_who_came_first_is_next(door: Arrivals) -> None:
    turns = [door.turn() for _ in range(FEW + 2)]
    turns[0].over()

    assert begun(turns[FEW:]) == [True, False]


async def test_who_said_hello_is_before_who_is_not_taken_yet(door: Arrivals) -> None:
    turns = [door.turn() for _ in range(FEW + 1)]
    greeted = door.turn(said_hello=True)
    turns[0].over()

    assert begun([turns[FEW], greeted]) == [False, True]


async def test_who_goes_while_waiting_takes_no_turn(door: Arrivals) -> None:
    turns = [door.turn() for _ in range(FEW + 2)]
    turns[FEW].over()
    turns[0].over()

    assert begun(turns[FEW:]) == [False, True]
    assert door.waiting == 0


async def test_a_turn_that_is_over_twice_makes_room_for_one(door: Arrivals) -> None:
    turns = [door.turn() for _ in range(FEW + 2)]
    turns[0].over()
    turns[0].over()

    assert begun(turns[FEW:]) == [True, False]


async def test_who_hangs_holds_up_the_others_for_a_while_only(door: Arrivals) -> None:
    turns = [door.turn() for _ in range(FEW + 1)]
    await asyncio.sleep(TURN_S - 0.1)
    assert begun(turns[FEW:]) == [False]

    await asyncio.sleep(0.2)
    assert begun(turns[FEW:]) == [True]


async def test_at_the_end_of_the_process_nobody_waits(door: Arrivals) -> None:
    turns = [door.turn() for _ in range(FEW + 2)]
    door.admit_all()

    assert all(begun([*turns, door.turn()]))


async def test_a_turn_lasts_until_the_newcomer_is_welcomed(
    services: Services, make_page: MakePage, readers: ScriptedReaders
) -> None:
    services.arrivals = Arrivals(1)
    gate = readers.hold("rooms_of")
    page = make_page()
    page.session.greet_in(services.arrivals.turn())
    page.say(type="hello", client="test/1", rooms={})
    next_turn = services.arrivals.turn()
    await settled()
    assert not next_turn.begun.done()

    gate.release()
    await settled()

    assert page.wire.of("welcome")
    assert next_turn.begun.done()


async def test_who_never_says_hello_holds_up_nobody(
    services: Services, make_page: MakePage
) -> None:
    services.arrivals = Arrivals(1)
    make_page().session.greet_in(services.arrivals.turn())
    next_turn = services.arrivals.turn()
    await settled()

    assert next_turn.begun.done()


async def test_who_says_hello_late_waits_for_a_turn_again(
    services: Services, make_page: MakePage
) -> None:
    services.arrivals = Arrivals(1)
    page = make_page()
    page.session.greet_in(services.arrivals.turn())
    await settled()
    others = services.arrivals.turn()
    await page.hello()
    assert not page.wire.of("welcome")

    others.over()
    await settled()

    assert page.wire.of("welcome")


async def test_who_is_gone_while_being_greeted_makes_room(
    services: Services, make_page: MakePage, readers: ScriptedReaders
) -> None:
    services.arrivals = Arrivals(1)
    readers.hold("logins")
    page = make_page()
    page.session.greet_in(services.arrivals.turn())
    next_turn = services.arrivals.turn()
    await settled()
    page.session.end()
    await settled()

    assert next_turn.begun.done()


async def test_who_is_gone_while_waiting_after_hello_is_passed_over(
    services: Services, make_page: MakePage
) -> None:
    services.arrivals = Arrivals(1)
    page = make_page()
    page.session.greet_in(services.arrivals.turn())
    await settled()
    others, next_turn = services.arrivals.turn(), services.arrivals.turn()
    await page.hello()
    await settled()

    page.session.end()
    others.over()  # in the same moment: the task that waits has not heard of its end yet
    await settled()

    assert next_turn.begun.done()
