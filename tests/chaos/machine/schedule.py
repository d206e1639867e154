"""Which fault when, drawn from the seed before anything starts, so that a run can be repeated.

Pure. Each lane is a list of turns, one after the other; the lanes go on at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from random import Random
from typing import Generic, Protocol, TypeVar

from tests.chaos.faults.fault import Lane

# What a turn takes beside the time it is held: what was ended starts again (two seconds on a busy
# machine), what was cut is found out and dialled again.
RECOVERY_S: Mapping[Lane, float] = {"whole": 2.0, "wires": 0.3}
# In between everything works: a fault that breaks things for good shows before the next one.
CALM_LEAST_S = 0.5


class Playable(Protocol):
    """What of a fault matters here (`tests.chaos.faults.fault.Fault`)."""

    @property
    def name(self) -> str: ...
    @property
    def lane(self) -> Lane: ...
    @property
    def held_s(self) -> tuple[float, float]: ...


Played = TypeVar("Played", bound=Playable)


@dataclass(frozen=True)
class Turn(Generic[Played]):
    """`start_s` is counted from the beginning of the run; `seed` is what the fault draws from."""

    fault: Played
    start_s: float
    held_s: float
    seed: int

    @property
    def takes_s(self) -> float:
        return self.held_s + RECOVERY_S[self.fault.lane]


class TooShortError(ValueError):
    """The run is too short for what is demanded of it; `minutes` would do."""

    def __init__(self, lane: Lane, times: int, needed_s: float) -> None:
        self.minutes = ceil(needed_s / 60)
        super().__init__(
            f"Every fault of the lane '{lane}' {times} times takes {needed_s:.0f} s: "
            f"give it {self.minutes} minutes."
        )


def schedule(
    catalogue: Sequence[Played], seconds: float, rng: Random, *, times: int = 0
) -> list[list[Turn[Played]]]:
    """The turns of each lane of `catalogue`: every fault at least `times`, and as many as fit.

    Raises TooShortError if `times` of each do not fit into `seconds`.
    """
    lanes = list(dict.fromkeys(fault.lane for fault in catalogue))
    return [
        _lane([fault for fault in catalogue if fault.lane == lane], seconds, rng, times)
        for lane in lanes
    ]


def _lane(faults: Sequence[Played], seconds: float, rng: Random, times: int) -> list[Turn[Played]]:
    turns = [turn for _ in range(times) for turn in _round(faults, rng)]
    left_s = seconds - _needed_s(turns)
    if left_s < 0:
        raise TooShortError(faults[0].lane, times, seconds - left_s)
    whole = True
    while whole:
        round = _round(faults, rng)
        fitting = _fitting(round, left_s)
        turns += fitting
        left_s -= _needed_s(fitting)
        whole = len(fitting) == len(round)
    return list(_spread(turns, left_s, rng))


def _round(faults: Sequence[Played], rng: Random) -> list[Turn[Played]]:
    """Each fault once, in an order of the seed; not yet placed in time."""
    shuffled = rng.sample(faults, len(faults))
    return [Turn(f, 0.0, rng.uniform(*f.held_s), rng.getrandbits(32)) for f in shuffled]


def _fitting(turns: Sequence[Turn[Played]], seconds: float) -> list[Turn[Played]]:
    fitting: list[Turn[Played]] = []
    for turn in turns:
        if _needed_s([*fitting, turn]) <= seconds:
            fitting.append(turn)
    return fitting


def _needed_s(turns: Sequence[Turn[Played]]) -> float:
    return sum(turn.takes_s + CALM_LEAST_S for turn in turns)


def _spread(turns: Sequence[Turn[Played]], left_s: float, rng: Random) -> Iterator[Turn[Played]]:
    """Places them in time: the seconds left over fall into the gaps as they come."""
    shares = [rng.random() for _ in range(len(turns) + 1)]
    now_s = 0.0
    for turn, share in zip(turns, shares, strict=False):
        now_s += CALM_LEAST_S + left_s * share / sum(shares)
        yield replace(turn, start_s=now_s)
        now_s += turn.takes_s
