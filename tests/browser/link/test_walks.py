"""Random trouble: after each seeded run the conversation is whole, and never were there two links.

`SEED=57 make browser ARGS="-k walk"` repeats one; with SEED `make chaos` too walks that one only.
"""

import os
from collections.abc import Callable

import pytest

from tests.browser.chatter import Chatter
from tests.browser.link.faulty_site import FaultySite
from tests.browser.link.neighbour import neighbour
from tests.chaos.browser.plan import QUICK_SEEDS, plan_of
from tests.chaos.browser.walk import Walk

SEED = os.environ.get("SEED")
FEW = QUICK_SEEDS if SEED is None else [int(SEED)]
MANY = range(QUICK_SEEDS.stop, 210) if SEED is None else [int(SEED)]


def walk(
    arrive: Callable[[str], Chatter], site: FaultySite, seed: int, *, patient: bool = False
) -> None:
    steps = plan_of(seed)
    ann = arrive("Ann")
    ann.create_room(f"Walk {seed}")
    run = Walk(ann, neighbour(site.server, f"walk-{seed}"), site)
    try:
        run.take(steps)
        run.heal(patient=patient)
        run.is_whole()
    except BaseException as error:
        plan = ", ".join(f"{step.event} {step.pause_ms} ms" for step in steps)
        error.add_note(f"SEED={seed}: {plan}")
        raise


@pytest.mark.parametrize("seed", FEW)
def test_after_random_trouble_the_conversation_is_whole(
    arrive: Callable[[str], Chatter], faulty_site: FaultySite, seed: int
) -> None:
    walk(arrive, faulty_site, seed)


@pytest.mark.full
@pytest.mark.parametrize("seed", MANY)
def test_after_much_random_trouble_the_conversation_is_whole(
    arrive: Callable[[str], Chatter], faulty_site: FaultySite, seed: int
) -> None:
    walk(arrive, faulty_site, seed, patient=seed % 5 == 0)
