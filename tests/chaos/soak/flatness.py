"""Whether a gauge grows: a robust slope of its later half, and a bound with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import NamedTuple

HOUR_S = 3600.0
# What a process needs for good it has by then.
SETTLED = 0.5
EDGE = 6  # the first and the last sixth: of an hour ten minutes each


class Sample(NamedTuple):
    """`at_s` since the beginning."""

    at_s: float
    value: float


@dataclass(frozen=True)
class Bound:
    """`per_hour`: growth that would be no leak, or could not be told from none.

    `grain`: how far two readings of something flat may be apart; of a short run it is all.
    `settles_s`: before that nothing is judged: a run shorter than twice that is not.
    """

    per_hour: float
    grain: float
    settles_s: float = 0.0


@dataclass(frozen=True)
class Judged:
    """`first` and `last` are medians of the edges; slopes are per hour. No bound: too early."""

    first: float
    last: float
    slope: float
    bound: float | None

    @property
    def grows(self) -> bool:
        return self.bound is not None and self.slope > self.bound


def judge(samples: Sequence[Sample], bound: Bound) -> Judged:
    """Of samples in the order of their time, twelve at least."""
    later = samples[int(len(samples) * SETTLED) :]
    span_h = (later[-1].at_s - later[0].at_s) / HOUR_S
    edge = len(samples) // EDGE
    return Judged(
        first=median(value for _, value in samples[:edge]),
        last=median(value for _, value in samples[-edge:]),
        slope=slope_per_hour(later),
        bound=bound.per_hour + bound.grain / span_h if later[0].at_s >= bound.settles_s else None,
    )


def slope_per_hour(samples: Sequence[Sample]) -> float:
    """Theil and Sen's: the median of all pairs' slopes, which a restart or a peak does not move."""
    pairs = combinations(samples, 2)
    return HOUR_S * median((b.value - a.value) / (b.at_s - a.at_s) for a, b in pairs)
