"""A spell in which nothing happens: what all others are compared with."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Fault
from tests.chaos.site.site import PostgresSite

# As any other is held at most (`Size.held_s`).
HELD_S = (10.0, 10.0)


@contextmanager
def _nothing(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    yield


CALM: Fault[PostgresSite] = Fault("none", "wires", _nothing, HELD_S)
