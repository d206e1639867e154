"""What the player of the chaos machine promises: each turn begins, is healed, and is counted."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from random import Random
from typing import cast

import pytest

from tests.chaos.checker.history import Fault as FaultRecord
from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Fault, Lane
from tests.chaos.machine.player import Player
from tests.chaos.machine.schedule import Turn
from tests.chaos.site.site import SqliteSite

# It is only handed on.
SITE = cast("SqliteSite", object())
Apply = Callable[[SqliteSite, Random, Recorder], AbstractContextManager[None]]


@contextmanager
def nothing(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    yield


def turn(
    name: str,
    apply: Apply = nothing,
    *,
    lane: Lane = "wires",
    start_s: float = 0.0,
    held_s: float = 0.0,
) -> Turn[Fault[SqliteSite]]:
    return Turn(Fault(name, lane, apply), start_s, held_s, seed=1)


def told(recorder: Recorder) -> list[tuple[str, str]]:
    return [(r.what, r.phase) for r in recorder.records if isinstance(r, FaultRecord)]


def test_every_turn_is_in_the_history_with_its_beginning_and_its_end() -> None:
    recorder = Recorder()
    player = Player(SITE, recorder)

    player.play([[turn("one"), turn("two"), turn("one")]])

    assert told(recorder) == [
        *[("one", "began"), ("one", "healed")],
        *[("two", "began"), ("two", "healed")],
        *[("one", "began"), ("one", "healed")],
    ]
    assert player.played == {"one": 2, "two": 1}


def test_two_lanes_go_on_at_once() -> None:
    met = threading.Barrier(2, timeout=10)

    @contextmanager
    def meet(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
        met.wait()
        yield

    Player(SITE, Recorder()).play([[turn("one", meet)], [turn("two", meet, lane="whole")]])


def test_a_fault_that_fails_ends_the_play_and_heals_the_other_lane() -> None:
    begun = threading.Event()
    recorder = Recorder()

    @contextmanager
    def begin(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
        begun.set()
        yield

    @contextmanager
    def fail(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
        begun.wait(10)
        raise RuntimeError("no process came there")
        yield

    lanes = [
        [turn("held", begin, held_s=60.0), turn("later")],
        [turn("fails", fail, lane="whole")],
    ]
    with pytest.raises(RuntimeError, match="no process"):
        Player(SITE, recorder).play(lanes)

    assert ("held", "healed") in told(recorder)
    assert ("later", "began") not in told(recorder)


def test_told_to_end_it_heals_what_is_on_and_begins_nothing_more() -> None:
    recorder = Recorder()
    player = Player(SITE, recorder)

    @contextmanager
    def end(site: SqliteSite, rng: Random, recorder: Recorder) -> Iterator[None]:
        player.end()
        yield

    player.play([[turn("last", end, held_s=60.0), turn("never")]])

    assert told(recorder) == [("last", "began"), ("last", "healed")]
