"""What the scheduler of the chaos machine promises: every fault, in turns, the same for a seed."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.faults.fault import Lane
from tests.chaos.machine.schedule import CALM_LEAST_S, TooShortError, Turn, schedule


@dataclass(frozen=True)
class Stand:
    """A fault that only has to be played."""

    name: str
    lane: Lane
    held_s: tuple[float, float]


WIRES = [Stand(f"wire {n}", "wires", (0.5, 3.0)) for n in range(8)]
WHOLE = [Stand(f"process {n}", "whole", (0.0, 1.0)) for n in range(5)]


def lanes(seconds: float, seed: int, times: int = 0) -> list[list[Turn[Stand]]]:
    return schedule([*WIRES, *WHOLE], seconds, Random(seed), times=times)


@given(st.integers())
def test_every_fault_comes_as_often_as_demanded(seed: int) -> None:
    counts = Counter(turn.fault.name for lane in lanes(240, seed, times=3) for turn in lane)

    assert len(counts) == len(WIRES) + len(WHOLE)
    assert min(counts.values()) >= 3


@given(st.integers(), st.floats(1, 300))
def test_turns_of_a_lane_never_meet_and_end_in_time(seed: int, seconds: float) -> None:
    for lane in lanes(seconds, seed):
        for turn, following in pairwise(lane):
            assert following.start_s - turn.start_s >= turn.takes_s + CALM_LEAST_S - 1e-6
        for turn in lane:
            assert turn.start_s >= CALM_LEAST_S
            assert turn.start_s + turn.takes_s <= seconds + 1e-6


@given(st.integers())
def test_no_fault_comes_again_before_the_others_had_their_turn(seed: int) -> None:
    for faults, lane in zip([WIRES, WHOLE], lanes(240, seed), strict=True):
        first_round = [turn.fault.name for turn in lane[: len(faults)]]
        assert sorted(first_round) == [fault.name for fault in faults]


def test_a_seed_gives_the_same_schedule_again_and_another_seed_another() -> None:
    assert lanes(30, seed=1) == lanes(30, seed=1)
    assert lanes(30, seed=1) != lanes(30, seed=2)


@given(st.integers())
def test_each_is_held_as_long_as_its_fault_allows(seed: int) -> None:
    for lane in lanes(60, seed):
        for turn in lane:
            least_s, most_s = turn.fault.held_s
            assert least_s <= turn.held_s <= most_s


def test_what_does_not_fit_is_said_before_it_starts_with_the_minutes_it_takes() -> None:
    with pytest.raises(TooShortError, match=r"'wires' 30 times takes \d+ s: give it \d+ min") as no:
        lanes(60, seed=1, times=30)

    assert lanes(60 * no.value.minutes, seed=1, times=30)


def test_a_short_run_has_the_faults_that_fit() -> None:
    counts = [len(lane) for lane in lanes(10, seed=1)]

    assert all(0 < count < 5 for count in counts)
