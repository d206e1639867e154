"""A process of three is drained while its clients post: nothing is lost, and hardly any time."""

import asyncio
import logging
import random
import statistics
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import pytest

from tests.chaos.checker import database
from tests.chaos.checker.history import Link, Recorder
from tests.chaos.checker.verdict import Verdict, check
from tests.chaos.endurance.lateness import Lateness
from tests.deploy.crowd import Crowd, Member
from tests.servers.app import AppServer, Serve
from tests.servers.people import join_as_guest, make_rooms
from tests.servers.proxy import FaultProxy, running_proxy
from tests.servers.redis import RedisServer

logger = logging.getLogger(__name__)

PROCESSES, CLIENTS, PEOPLE, ROOMS = 3, 300, 30, 10
POSTS_PER_S = 40
CALM_S = 1.0
# What one process takes as whole returns a second: docs/measurements.md. The pace of the drain is
# half of it, for two batches may meet in a window.
RETURNS_PER_S = 60
WINDOW_S = 0.1
GAP_P99_MAX_S = 3.0
# What a busy machine held back for so long may come at once.
STALL_S = 0.5


@dataclass(frozen=True)
class Drained:
    """What is `net` is without what the machine did to it by keeping others from running."""

    status: int
    seconds: float
    gaps_s: Sequence[float]
    net_gaps_s: Sequence[float]
    # how links ended from the signal on, each with who lost it
    lost: Sequence[str]
    # connections that came then: in all, in the fullest window, and the same net
    returns: int
    most_returns: int
    net_most_returns: float
    verdict: Verdict


@pytest.fixture
def servers(serve: Serve, postgres_url: str, redis_server: RedisServer) -> list[AppServer]:
    start = partial(serve, postgres_url, redis_url=redis_server.url)
    with ThreadPoolExecutor() as at_once:
        return [running.result() for running in [at_once.submit(start) for _ in range(PROCESSES)]]


@pytest.fixture
def drained(servers: list[AppServer]) -> Drained:
    with running_proxy(*(server.port for server in servers)) as front:
        return asyncio.run(drain_one(servers, front))


async def drain_one(servers: Sequence[AppServer], front: FaultProxy) -> Drained:
    recorder = Recorder()
    async with asyncio.TaskGroup() as group:
        url = f"ws://127.0.0.1:{front.port}/ws/chat/"
        people = [join_as_guest(servers[0].origin, f"Person {n}") for n in range(PEOPLE)]
        rooms = [make_rooms(people[n::ROOMS], 1)[0] for n in range(ROOMS)]
        members = [
            Member(f"client-{n}", url, people[n % PEOPLE], rooms[n % ROOMS], recorder, n)
            for n in range(CLIENTS)
        ]
        crowd = Crowd(members, group, random.Random(1))
        await crowd.arrive()
        posting = group.create_task(crowd.post(POSTS_PER_S))
        lateness = [Lateness(server.pid) for server in servers[1:]]
        watching = [group.create_task(late.watch()) for late in lateness]
        await asyncio.sleep(CALM_S)
        began_s = asyncio.get_running_loop().time()
        status = await asyncio.to_thread(servers[0].terminate)
        seconds = asyncio.get_running_loop().time() - began_s
        posting.cancel()
        await crowd.all_answered()
        log = database.log(database.read(servers[0].database_url))
        await crowd.all_at_the_head(log)
        for watch in watching:
            watch.cancel()
        lost = links_lost(recorder, began_s)
        crowd.leave()
    gaps = [gap for member in members for gap in member.gaps_s]
    came = [at for at in front.accepted_at_s if at >= began_s]
    windows = [(at, sum(at <= other < at + WINDOW_S for other in came)) for at in came]
    return Drained(
        status=status,
        seconds=seconds,
        gaps_s=[until - since for since, until in gaps],
        net_gaps_s=[until - since - late_s(lateness, since, until) for since, until in gaps],
        lost=lost,
        returns=len(came),
        most_returns=max(count for _, count in windows),
        net_most_returns=max(
            count * WINDOW_S / (WINDOW_S + late_s(lateness, at - STALL_S, at))
            for at, count in windows
        ),
        verdict=check(recorder.records, log),
    )


def late_s(lateness: Sequence[Lateness], since_s: float, until_s: float) -> float:
    return max(late.within(since_s, until_s) for late in lateness)


def links_lost(recorder: Recorder, since_s: float) -> list[str]:
    return [
        f"{record.client} {record.what}"
        for record in recorder.records
        if isinstance(record, Link) and "lost" in record.what and record.at_ns / 1e9 >= since_s
    ]


def p99(of: Sequence[float]) -> float:
    return statistics.quantiles(of, n=100)[98]


def test_a_process_is_drained_without_loss_and_without_a_storm(drained: Drained) -> None:
    logger.info(
        "%d connections moved in %.1f s; without service: median %.0f ms, p99 %.0f ms (net %.0f); "
        "handshakes in %.0f ms: %d at most (net %.1f); %d posts acknowledged, %d deliveries, "
        "%d violations",
        *(drained.returns, drained.seconds, 1000 * statistics.median(drained.gaps_s)),
        *(1000 * p99(drained.gaps_s), 1000 * p99(drained.net_gaps_s), 1000 * WINDOW_S),
        *(drained.most_returns, drained.net_most_returns, drained.verdict.acked),
        *(drained.verdict.deliveries, len(drained.verdict.violations)),
    )

    assert drained.status == 0
    assert drained.verdict.holds, drained.verdict
    assert drained.verdict.unknown == 0, "every post was answered in the end"
    assert [lost for lost in drained.lost if not lost.endswith("4012")] == []
    assert len(drained.lost) == len(drained.gaps_s) == CLIENTS / PROCESSES
    assert drained.returns == len(drained.gaps_s), "each came back once, and no others"
    assert p99(drained.net_gaps_s) <= GAP_P99_MAX_S
    assert drained.net_most_returns <= (PROCESSES - 1) * RETURNS_PER_S * WINDOW_S
