"""What can become of Redis: gone, forgetful, deaf, or another one."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

import redis

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Fault
from tests.chaos.site.site import PostgresSite
from tests.servers.waiting import wait_until

# To both sides of the second after which a publication is given up.
DEAF_S = (0.5, 5.0)
# Longer than anybody holds it.
PAUSE_MOST_MS = 600_000
# For nothing that it would have to write; usually a few milliseconds.
ENDED_DEADLINE_S = 10


@contextmanager
def _shut_down(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    # It closes the connection instead of answering.
    with suppress(redis.ConnectionError):
        site.redis.command("SHUTDOWN", "NOSAVE")
    wait_until(lambda: not site.redis.running, ENDED_DEADLINE_S, "Redis to end")
    try:
        yield
    finally:
        site.redis.start()


@contextmanager
def _restarted_empty(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    site.redis.stop()
    site.redis.start()
    yield


@contextmanager
def _flushed(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    site.redis.command("FLUSHALL")
    yield


@contextmanager
def _subscribers_killed(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    site.redis.command("CLIENT", "KILL", "TYPE", "pubsub")
    yield


@contextmanager
def _publishers_killed(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    site.redis.command("CLIENT", "KILL", "TYPE", "normal")
    yield


@contextmanager
def _paused(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    """For publications; with ALL it would also hold back the command that ends it."""
    site.redis.command("CLIENT", "PAUSE", str(PAUSE_MOST_MS), "WRITE")
    try:
        yield
    finally:
        site.redis.command("CLIENT", "UNPAUSE")


@contextmanager
def _stopped(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    site.redis.pause()
    try:
        yield
    finally:
        site.redis.resume()


@contextmanager
def _failed_over(site: PostgresSite, rng: Random, recorder: Recorder) -> Iterator[None]:
    """To an empty one, without a word: who is connected to the old one hears nothing of it.

    And back, aloud: every connection is cut.
    """
    site.redis.pause()
    site.redis_link.upstream_ports = [site.spare.port]
    try:
        yield
    finally:
        site.redis.resume()
        site.redis_link.upstream_ports = [site.redis.port]
        site.redis_link.cut()


POSTGRES: tuple[Fault[PostgresSite], ...] = (
    Fault("Redis: SHUTDOWN NOSAVE", "wires", _shut_down, (0.5, 5.0)),
    Fault("Redis: restarted, empty", "wires", _restarted_empty),
    Fault("Redis: FLUSHALL", "wires", _flushed),
    Fault("Redis: CLIENT KILL TYPE pubsub", "wires", _subscribers_killed),
    Fault("Redis: CLIENT KILL TYPE normal", "wires", _publishers_killed),
    Fault("Redis: CLIENT PAUSE", "wires", _paused, DEAF_S),
    Fault("Redis: SIGSTOP", "wires", _stopped, DEAF_S),
    Fault("Redis: failed over, empty", "wires", _failed_over, DEAF_S),
)
