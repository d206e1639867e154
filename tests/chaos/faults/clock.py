"""Clocks that jump: of one process, of all of them, of the database, of a machine that slept.

Healing is a jump too, the other way.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Apply, Fault
from tests.chaos.site.faulty.controls import Controls
from tests.chaos.site.site import PostgresSite, Site, SqliteSite

HOUR_S, TEN_MINUTES_S = 3600.0, 600.0
# A second of it may be on the way to the heartbeat's verdict already; more would be a dropped link.
NAP_S = 1.0
# By then a process that was told to stop has.
STOPPED_WITHIN_S = 0.1
# Longer than the half second between two looks at the database, by which clocks are read.
HELD_S = (1.5, 4.0)


def _of_one(ahead_s: float) -> Apply[Site]:
    @contextmanager
    def apply(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
        with Controls(site.controls).during(_clock_of_one(site, rng), wall_s=ahead_s):
            yield

    return apply


def _of_all(ahead_s: float) -> Apply[Site]:
    """One machine, the database on it too."""
    return _ahead("clock", ahead_s)


def _of_the_database(ahead_s: float) -> Apply[Site]:
    return _ahead("clock-database", ahead_s)


def _ahead(clock: str, ahead_s: float) -> Apply[Site]:
    @contextmanager
    def apply(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
        with Controls(site.controls).during(clock, wall_s=ahead_s):
            yield

    return apply


@contextmanager
def _back_and_again(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
    controls, name = Controls(site.controls), _clock_of_one(site, rng)
    with controls.during(name, wall_s=-TEN_MINUTES_S):
        time.sleep(NAP_S)
        controls.set(name, wall_s=-2 * TEN_MINUTES_S)
        yield


@contextmanager
def _asleep(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
    """For an hour by its wall clock; by its monotonic one no time has passed."""
    server = rng.choice(site.servers)
    controls, clock, slept = Controls(site.controls), f"clock-{server.port}", f"slept-{server.port}"
    before_s = (controls.setting(slept) or {}).get("slept_s", 0)
    server.pause()
    try:
        time.sleep(NAP_S)
        controls.set(slept, slept_s=before_s + NAP_S - STOPPED_WITHIN_S)
        controls.set(clock, wall_s=HOUR_S)
    finally:
        server.resume()
    try:
        yield
    finally:
        controls.clear(clock)


def _clock_of_one(site: Site, rng: Random) -> str:
    return f"clock-{rng.choice(site.servers).port}"


JUMPS: tuple[tuple[str, Apply[Site]], ...] = (
    ("clock: an hour forward, one process", _of_one(HOUR_S)),
    ("clock: an hour back, one process", _of_one(-HOUR_S)),
    ("clock: ten minutes back, twice, one process", _back_and_again),
    ("clock: an hour forward, the whole machine", _of_all(HOUR_S)),
    ("clock: an hour back, the whole machine", _of_all(-HOUR_S)),
)
DATABASE: tuple[tuple[str, Apply[Site]], ...] = (
    ("clock: an hour forward, the database", _of_the_database(HOUR_S)),
    ("clock: an hour back, the database", _of_the_database(-HOUR_S)),
)
ASLEEP = "clock: a machine asleep for an hour"

POSTGRES: tuple[Fault[PostgresSite], ...] = (
    *(Fault[PostgresSite](name, "wires", apply, HELD_S) for name, apply in (*JUMPS, *DATABASE)),
    # Stopped meanwhile, so not while another fault ends and starts processes.
    Fault(ASLEEP, "whole", _asleep, HELD_S),
)
SQLITE: tuple[Fault[SqliteSite], ...] = (
    *(Fault[SqliteSite](name, "wires", apply, HELD_S) for name, apply in JUMPS),
    Fault(ASLEEP, "whole", _asleep, HELD_S),
)
