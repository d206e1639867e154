"""A process dies where it hurts most, wherever in the site that is come to first.

Within the context it is dead. Who it takes to come to the point, the fault brings itself.
"""

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

from tests.chaos.checker import database
from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Apply, Fault, Where
from tests.chaos.faults.somebody import Somebody
from tests.chaos.site.faulty.controls import Controls
from tests.chaos.site.site import PostgresSite, Site, SqliteSite
from tests.chaos.site.supervisor import bring_up
from tests.servers.app import AppServer
from tests.servers.waiting import wait_until

# Whoever does not come to the point by then never will; other faults slow them down meanwhile.
REACHED_DEADLINE_S = 30
# A process starts in two seconds; with it down for longer others meet its absence too.
HELD_S = (0.0, 1.0)


def _at(point: str) -> Apply[Site]:
    """Where people who post, and come, bring a process."""

    @contextmanager
    def apply(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
        somebody = Somebody(_drawn(site, rng), rng, recorder)
        with somebody.busy(), _dies(site, point):
            yield

    return apply


@contextmanager
def _amid_drain(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
    """Somebody is connected to the process, so there is somebody to be told."""
    servers = _drawn(site, rng)
    somebody = Somebody(servers, rng, recorder)
    with somebody.busy(), _dies(site, "amid-drain", lambda: servers[0].signal(signal.SIGTERM)):
        yield


@contextmanager
def _amid_erasure(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
    """Between two batches, for they said something in two rooms; then `clean_up` ends it."""
    servers = _drawn(site, rng)
    somebody = Somebody(servers, rng, recorder)
    somebody.say("What shall be forgotten")
    with (
        ThreadPoolExecutor(1) as thread,
        _dies(site, "amid-erasure", lambda: thread.submit(somebody.ask_to_be_erased)),
    ):
        yield
    somebody.erased_by(lambda: _clean_up(site))


@contextmanager
def _dies(site: Site, point: str, act: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Armed, and dead; afterwards all of the site runs."""
    controls = Controls(site.controls)
    try:
        with controls.during(point):
            act()
            wait_until(lambda: not controls.is_set(point), REACHED_DEADLINE_S, f"a crash {point}")
        wait_until(lambda: _dead(site.servers), REACHED_DEADLINE_S, f"the end of who came {point}")
        yield
    finally:
        bring_up(site.servers)


def _dead(servers: Sequence[AppServer]) -> list[AppServer]:
    return [server for server in servers if not server.running]


def _drawn(site: Site, rng: Random) -> list[AppServer]:
    """The processes, in any order."""
    return rng.sample(list(site.servers), len(site.servers))


def _clean_up(site: Site) -> set[str]:
    """What is run daily in production; who is erased then."""
    site.servers[0].manage("clean_up")
    return database.erased(site.database_url)


# What people read, by the name of the file that arms a point (`site/faulty/crash.py`).
POINTS = {
    "before-commit": "before a commit",
    "after-commit": "after a commit",
    "before-ack": "before an ack",
    "after-ack": "after an ack",
    "before-fan-out": "before a fan-out",
    "amid-fan-out": "amid a fan-out",
    "after-fan-out": "after a fan-out",
    "amid-replay": "amid a replay",
    "amid-slices": "amid a long page",
}
# With one process there is nobody to be hinted at.
HINT_POINTS = {"before-hint": "before a hint", "after-hint": "after a hint"}


def _faults(points: Mapping[str, str], *, commits: bool | None) -> tuple[Fault[Where], ...]:
    ways: dict[str, Apply[Site]] = {name: _at(point) for point, name in points.items()}
    ways |= {"amid the drain": _amid_drain, "amid an erasure": _amid_erasure}
    return tuple(
        Fault(f"process: SIGKILL {name}", "whole", apply, HELD_S, commits=commits, drops=True)
        for name, apply in ways.items()
    )


POSTGRES: tuple[Fault[PostgresSite], ...] = _faults(POINTS | HINT_POINTS, commits=True)
SQLITE: tuple[Fault[SqliteSite], ...] = _faults(POINTS, commits=None)
