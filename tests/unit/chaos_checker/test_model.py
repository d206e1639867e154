"""The checker raises no false alarm on faultless runs, and sees any one thing that is spoilt."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.chaos.checker.violation import Kind
from tests.unit.chaos_checker.run_of_model import Model
from tests.unit.chaos_checker.spoils import SPOILS, Spoil

# A seed instead of Hypothesis' own random: a run draws hundreds of numbers, and is told in full.
RANDOMS = st.integers(0, 2**32 - 1).map(Random)
# Not every run has an erased text, say, to be revived.
RARE = settings(suppress_health_check=[HealthCheck.filter_too_much], max_examples=20, deadline=None)


@settings(deadline=None)
@given(random=RANDOMS, steps=st.integers(0, 200))
def test_no_faultless_run_raises_an_alarm(random: Random, steps: int) -> None:
    model = Model(random)
    model.run(steps)

    verdict = model.verdict()

    assert verdict.holds, verdict


@pytest.mark.parametrize(("spoil", "kinds"), SPOILS, ids=[spoil.__name__ for spoil, _ in SPOILS])
@RARE
@given(random=RANDOMS)
def test_a_faultless_run_with_one_thing_spoilt_does_not_hold(
    spoil: Spoil, kinds: set[Kind], random: Random
) -> None:
    model = Model(random)
    model.run(120)
    spoil(model, random)

    assert kinds & model.kinds()
