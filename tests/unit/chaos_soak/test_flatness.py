"""What the soak calls flat, and what it does not."""

import random

import pytest

from tests.chaos.soak.bounds import BLOAT, LOAD_MEMORY, LOG, MEMORY, THINGS, bound_of
from tests.chaos.soak.flatness import HOUR_S, Bound, Sample, judge

EVERY_S = 10.0
NOISE = 5.0
BOUND = Bound(per_hour=10, grain=5)


def hour(*, slope: float = 0.0, noise: float = NOISE, seed: int = 1) -> list[Sample]:
    rng = random.Random(seed)
    times = (number * EVERY_S for number in range(int(HOUR_S / EVERY_S)))
    return [Sample(at_s, 100 + slope * at_s / HOUR_S + rng.gauss(0, noise)) for at_s in times]


@pytest.mark.parametrize("seed", range(5))
def test_noise_is_flat(seed: int) -> None:
    assert not judge(hour(seed=seed), BOUND).grows


def test_a_slow_leak_below_the_noise_of_a_reading_grows() -> None:
    judged = judge(hour(slope=40), BOUND)

    assert judged.grows
    assert judged.slope == pytest.approx(40, abs=10)
    assert judged.last - judged.first == pytest.approx(40 * 5 / 6, abs=NOISE)


def test_what_a_process_needs_for_good_in_its_first_half_is_no_growth() -> None:
    samples = [Sample(at_s, min(at_s, HOUR_S / 3)) for at_s, _ in hour()]

    assert not judge(samples, BOUND).grows


def test_a_peak_of_three_minutes_is_no_growth() -> None:
    samples = [
        Sample(at_s, value + (1000 if HOUR_S * 0.80 < at_s < HOUR_S * 0.85 else 0))
        for at_s, value in hour()
    ]

    assert not judge(samples, BOUND).grows


def test_what_falls_does_not_grow() -> None:
    assert not judge(hour(slope=-100), BOUND).grows


def test_of_a_short_run_the_grain_is_the_bound() -> None:
    samples = [Sample(at_s / 30, value) for at_s, value in hour(noise=0.1)]

    assert judge(samples, BOUND).bound == pytest.approx(10 + 5 * 60, rel=0.02)


def test_before_a_gauge_has_settled_nothing_is_said_of_it() -> None:
    late = Bound(per_hour=10, grain=5, settles_s=HOUR_S / 2 + 1)

    judged = judge(hour(slope=1_000), late)

    assert judged.bound is None
    assert not judged.grows


@pytest.mark.parametrize(
    ("gauge", "bound"),
    [
        ("server: memory of its own", MEMORY),
        ("load: memory of its own", LOAD_MEMORY),
        ("server: tasks", THINGS),
        ("server: log", LOG),
        ("chat_process: bytes", BLOAT),
    ],
)
def test_the_longest_listed_end_of_a_gauges_name_says_its_bound(gauge: str, bound: Bound) -> None:
    assert bound_of(gauge) is bound
