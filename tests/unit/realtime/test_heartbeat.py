"""The server notices a dead link: 24 s after the last sign of life, by the defaults."""

import asyncio

import pytest

from chat.realtime.heartbeat import SILENCE_S, Heartbeat
from tests.unit.realtime.virtual_time import later

INTERVAL_S, TIMEOUT_S = 10.0, 4.0


class Link:
    """When the peer was pinged, and when it was given up, in seconds from the start."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._start = self._loop.time()
        self.pinged: list[int] = []
        self.dead: list[int] = []
        self.heartbeat = Heartbeat(self._loop, self._ping, self._dead)

    def greeted(self) -> None:
        self.heartbeat.greeted(INTERVAL_S, TIMEOUT_S)

    def _now(self) -> int:
        return round(self._loop.time() - self._start)

    def _ping(self) -> None:
        self.pinged.append(self._now())

    def _dead(self) -> None:
        self.dead.append(self._now())
        self.heartbeat.stop()


@pytest.fixture
async def link() -> Link:
    return Link()


async def test_before_hello_nobody_is_pinged_and_150_s_of_silence_are_given(link: Link) -> None:
    await later(SILENCE_S - 1)
    assert link.dead == []
    await later(2)

    assert link.pinged == []
    assert link.dead == [150]


async def test_before_hello_any_frame_begins_the_silence_anew(link: Link) -> None:
    await later(100)
    link.heartbeat.heard()
    await later(100)
    assert link.dead == []
    await later(100)

    assert link.dead == [250]


async def test_after_hello_a_silence_of_twice_the_interval_is_pinged(link: Link) -> None:
    link.greeted()
    await later(21)

    assert link.pinged == [20]
    assert link.dead == []


async def test_a_ping_without_an_answer_is_a_dead_link_after_24_s(link: Link) -> None:
    link.greeted()
    await later(100)

    assert link.pinged == [20]
    assert link.dead == [24]


async def test_any_frame_answers_a_ping(link: Link) -> None:
    link.greeted()
    await later(22)
    link.heartbeat.heard()
    await later(19)
    assert link.dead == []
    await later(100)

    assert link.pinged == [20, 42]
    assert link.dead == [46]


async def test_a_peer_that_beats_is_never_pinged(link: Link) -> None:
    link.greeted()
    for _ in range(100):
        await later(INTERVAL_S)
        link.heartbeat.heard()

    assert link.pinged == []
    assert link.dead == []


async def test_hello_after_a_long_silence_counts_as_life(link: Link) -> None:
    await later(140)
    link.heartbeat.heard()
    link.greeted()
    await later(21)

    assert link.pinged == [160]


async def test_after_the_end_nothing_happens_any_more(link: Link) -> None:
    link.greeted()
    link.heartbeat.stop()
    await later(1000)

    assert link.pinged == link.dead == []


async def test_stopped_while_an_answer_is_awaited_it_gives_no_verdict(link: Link) -> None:
    link.greeted()
    await later(21)
    link.heartbeat.stop()
    await later(1000)

    assert link.dead == []
