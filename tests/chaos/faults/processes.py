"""Processes of the server die, leave, hang, and come again."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Fault
from tests.chaos.site.site import PostgresSite, Site, SqliteSite
from tests.chaos.site.supervisor import bring_up

# The client's verdict comes after 3 s.
HUNG_S = (0.5, 6.0)
# A process starts in two seconds; with it down for longer others meet its absence too.
GONE_S = (0.2, 1.0)


@contextmanager
def _killed(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
    server = rng.choice(site.servers)
    server.kill()
    try:
        yield
    finally:
        bring_up([server])


@contextmanager
def _all_killed(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
    for server in site.servers:
        server.kill()
    try:
        yield
    finally:
        bring_up(site.servers)


@contextmanager
def _drained(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
    server = rng.choice(site.servers)
    status = server.terminate()
    assert status == 0, f"A process that was told to leave ended with {status}."
    try:
        yield
    finally:
        bring_up([server])


@contextmanager
def _stopped(site: Site, rng: Random, recorder: Recorder) -> Iterator[None]:
    server = rng.choice(site.servers)
    server.pause()
    try:
        yield
    finally:
        server.resume()


POSTGRES: tuple[Fault[PostgresSite], ...] = (
    Fault("process: SIGKILL", "whole", _killed, GONE_S, drops=True),
    Fault("process: SIGKILL of all", "whole", _all_killed, GONE_S, commits=False, drops=True),
    Fault("process: SIGTERM", "whole", _drained, GONE_S, drops=True),
    Fault("process: SIGSTOP", "whole", _stopped, HUNG_S, drops=True),
)
# There is but one.
SQLITE: tuple[Fault[SqliteSite], ...] = (
    Fault("process: SIGKILL", "whole", _killed, GONE_S, commits=False, drops=True),
    Fault("process: SIGTERM", "whole", _drained, GONE_S, commits=False, drops=True),
    Fault("process: SIGSTOP", "whole", _stopped, HUNG_S, commits=False, drops=True),
)
