"""Hints of one process to the others: lost, doubled, swapped, late, or of somebody else."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from random import Random

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Fault
from tests.chaos.site.faulty.controls import Controls
from tests.chaos.site.site import PostgresSite

Apply = Callable[[PostgresSite, Random, Recorder], AbstractContextManager[None]]

# Longer than the poll and the patience with a hole: what came late came too late.
DELAY_S = 3.0


def _spoilt(**how: float) -> Apply:
    @contextmanager
    def apply(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
        with Controls(site.controls).during("hints", **how):
            yield

    return apply


HELD_S = (2.0, 4.0)
POSTGRES: tuple[Fault[PostgresSite], ...] = (
    Fault("hints: dropped", "wires", _spoilt(loss=0.5), HELD_S),
    Fault("hints: all dropped", "wires", _spoilt(loss=1.0), HELD_S),
    Fault("hints: doubled", "wires", _spoilt(double=0.8), HELD_S),
    Fault("hints: swapped", "wires", _spoilt(swap=0.5), HELD_S),
    Fault("hints: late by seconds", "wires", _spoilt(delay_s=DELAY_S), HELD_S),
    Fault("hints: of another history", "wires", _spoilt(foreign=0.5), HELD_S),
    Fault("hints: junk and old versions", "wires", _spoilt(junk=0.5), HELD_S),
)
