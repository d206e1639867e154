"""What passes through a hurt line comes late, and in its order."""

import asyncio

from chat.transports.faults.line import MOST_WAITING, Line
from tests.unit.realtime.virtual_time import later


class Came(list[object]):
    """What came out, in its order."""

    def __init__(self) -> None:
        self.line = Line(asyncio.get_running_loop(), lambda: self.append("overfull"))

    def give(self, *things: object) -> None:
        for thing in things:
            self.line.pass_on(lambda thing=thing: self.append(thing))


async def test_a_line_that_is_well_passes_on_at_once() -> None:
    came = Came()
    came.give(1, 2)
    assert came == [1, 2]


async def test_a_delay_keeps_everything_for_so_long_and_in_order() -> None:
    came = Came()
    came.line.delay_s = 0.5
    came.give(1, 2)
    await later(0.4)
    assert came == []
    came.give(3)
    await later(0.2)
    assert came == [1, 2]
    await later(0.4)
    assert came == [1, 2, 3]


async def test_a_shorter_delay_lets_nothing_overtake() -> None:
    came = Came()
    came.line.delay_s = 1
    came.give(1)
    came.line.delay_s = 0
    came.line.look()
    came.give(2)
    assert came == []
    await later(1)
    assert came == [1, 2]


async def test_a_black_hole_gives_back_what_it_kept_when_it_goes() -> None:
    came = Came()
    came.line.swallows = True
    came.give(1, 2)
    await later(3_600)
    assert came == []
    came.line.swallows = False
    came.line.look()
    assert came == [1, 2]


async def test_a_black_hole_that_is_fed_without_end_ends_the_connection() -> None:
    came = Came()
    came.line.swallows = True
    came.give(*range(MOST_WAITING + 1))
    assert came == ["overfull"]


async def test_nothing_comes_of_a_connection_that_is_gone() -> None:
    came = Came()
    came.line.delay_s = 1
    came.give(1)
    came.line.clear()
    await later(2)
    assert came == []
