"""A thousand links whose server is killed, or drained: they come back, and are no storm.

`make chaos ARGS="-k crowd_of_links -o log_cli=true -o log_cli_level=INFO"` shows the figures.
"""

import asyncio
import logging
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from chat.realtime.arrivals import AT_ONCE
from tests.chaos.crowd_of_links.counts import INSTANT_S, Counts, most_within
from tests.chaos.crowd_of_links.crowd import CrowdOfLinks, crowd_of_links
from tests.chaos.crowd_of_links.servers import counting_server
from tests.servers.app import AppServer
from tests.servers.people import Visitor, join_as_guest
from tests.servers.proxy import running_proxy
from tests.servers.redis import RedisServer

LINKS, PEOPLE = 1_000, 50
# Of the machine with others at work; at rest they take a tenth of it.
ARRIVAL_DEADLINE_S, RETURN_DEADLINE_S = 120, 120
# Uptime after which a link counts as stable, and some more.
SETTLED_S = 6.0
# With their handshake answered, their welcome not: those in their turn, and those whose hello is on
# its way through two busy processes: at 300 a second, each for 0.3 s, 93. Without turns: 666.
IN_FLIGHT_MAX = LINKS // 4
# A thousand at DRAIN_RECONNECTS_PER_S, and as much again.
DRAIN_DEADLINE_S = 70

logger = logging.getLogger(__name__)


@pytest.mark.full
@pytest.mark.timeout(300)
def test_a_thousand_links_whose_server_was_killed_come_no_faster_than_they_are_greeted(
    tmp_path: Path, sqlite_url: str
) -> None:
    with counting_server(tmp_path / "server", sqlite_url) as server:
        app = server.app
        with crowd_of_links(app.ws_url(), LINKS, people_of(app)) as crowd:
            crowd.all_up_since(0, ARRIVAL_DEADLINE_S)
            time.sleep(SETTLED_S)
            killed_at_s = time.time()
            app.kill()
            app.start()
            back = crowd.all_up_since(killed_at_s, RETURN_DEADLINE_S)
        before, after = server.counts(), server.counts().since(killed_at_s)
    [listening_at_s] = after.listening
    logger.info(
        "killed: %s; back after it listened again, which took %.1f s: median %.1f s, last %.1f s",
        *(storm(before, after), listening_at_s - killed_at_s),
        *(statistics.median(back) - listening_at_s, max(back) - listening_at_s),
    )
    is_no_storm(before, after)
    assert len(after.handshakes) == LINKS, "each came back once: nobody gave up and came again"


@pytest.mark.full
@pytest.mark.timeout(400)
async def test_a_thousand_links_whose_server_is_drained_come_no_faster_than_they_are_greeted(
    tmp_path: Path, postgres_url: str, redis_server: RedisServer
) -> None:
    env = {"DRAIN_TIMEOUT_S": str(DRAIN_DEADLINE_S)}
    with (
        counting_server(tmp_path / "leaving", postgres_url, redis_server.url, env) as leaving,
        counting_server(tmp_path / "staying", postgres_url, redis_server.url) as staying,
    ):
        # All come to the first: the second is not there for the proxy yet.
        with running_proxy(leaving.app.port) as front:
            url = f"ws://127.0.0.1:{front.port}/ws/chat/"
            people = await asyncio.to_thread(people_of, leaving.app)
            with crowd_of_links(url, LINKS, people) as crowd:
                await asyncio.to_thread(crowd.all_up_since, 0, ARRIVAL_DEADLINE_S)
                front.upstream_ports = [leaving.app.port, staying.app.port]
                told_at_s = time.time()
                status = await asyncio.to_thread(
                    lambda: leaving.app.terminate(deadline_s=DRAIN_DEADLINE_S + 10)
                )
                took_s = time.time() - told_at_s
                await asyncio.to_thread(crowd.all_up_since, told_at_s, RETURN_DEADLINE_S)
            gaps_s = without_a_link(crowd, told_at_s)
        before, after = leaving.counts(), staying.counts()
    logger.info(
        "drained: %s; in %.0f s; without a link: median %.2f s, longest %.2f s",
        *(storm(before, after), took_s, statistics.median(gaps_s), max(gaps_s)),
    )
    assert status == 0
    is_no_storm(before, after)
    assert len(after.handshakes) == LINKS, "each came back once"


def people_of(app: AppServer) -> list[Visitor]:
    return [join_as_guest(app.origin, f"Person {number}") for number in range(PEOPLE)]


def without_a_link(crowd: CrowdOfLinks, since_s: float) -> Sequence[float]:
    """How long, for each time a link was lost."""
    lost_at_s: dict[int, float] = {}
    gaps = []
    for change in crowd.changes:
        if change.at_s < since_s:
            continue
        if change.what == "down":
            lost_at_s.setdefault(change.link, change.at_s)
        elif change.link in lost_at_s:
            gaps.append(change.at_s - lost_at_s.pop(change.link))
    return gaps


def is_no_storm(before: Counts, after: Counts) -> None:
    """At no instant came more than the machine can take; what was begun is ahead by so many."""
    most = most_within(INSTANT_S, after.handshakes)
    assert most <= accepted_at_best(before, after) + AT_ONCE, storm(before, after)
    assert after.most_unsettled() <= IN_FLIGHT_MAX, storm(before, after)


def storm(before: Counts, after: Counts) -> str:
    """What came at once, beside what was taken at best."""
    return (
        f"handshakes at most {most_within(INSTANT_S, after.handshakes)} in 100 ms "
        f"and {most_within(1, after.handshakes)} in 1 s; "
        f"welcomed at best {accepted_at_best(before, after)} in 100 ms; "
        f"answered and not welcomed yet: {after.most_unsettled()} at most"
    )


def accepted_at_best(*phases: Counts) -> int:
    """Whole arrivals, from handshake to welcome, in the best 100 ms of this run."""
    return max(most_within(INSTANT_S, counts.settled) for counts in phases)
