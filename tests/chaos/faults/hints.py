"""Hints of one process to the others: lost, doubled, swapped, late, or of somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Apply, Fault
from tests.chaos.site.faulty.controls import Controls
from tests.chaos.site.site import PostgresSite

# Longer than the poll and the patience with a hole: what came late came too late.
DELAY_S = 3.0
# Beyond the second in which the poll delivers what no hint did.
HELD_S = (2.0, 4.0)


def _spoilt(**how: float) -> Apply[PostgresSite]:
    @contextmanager
    def apply(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
        with Controls(site.controls).during("hints", **how):
            yield

    return apply


POSTGRES: tuple[Fault[PostgresSite], ...] = (
    Fault("hints: half dropped", "wires", _spoilt(loss=0.5), HELD_S),
    Fault("hints: all dropped", "wires", _spoilt(loss=1.0), HELD_S),
    Fault("hints: doubled", "wires", _spoilt(double=0.8), HELD_S),
    Fault("hints: swapped", "wires", _spoilt(swap=0.5), HELD_S),
    Fault(f"hints: {DELAY_S:g} s late", "wires", _spoilt(delay_s=DELAY_S), HELD_S),
    Fault("hints: of another history", "wires", _spoilt(foreign=0.5), HELD_S),
    Fault("hints: junk and other versions", "wires", _spoilt(junk=0.5), HELD_S),
)
