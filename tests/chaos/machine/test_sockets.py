"""The promise over real sockets while the server is killed six times.

`make test` has a small run on either database; `make chaos` those of full size, which
`python -m tests.chaos` does with a seed of one's choice.
"""

from pathlib import Path

import pytest

from tests.chaos.machine.workload import Result, Size, run
from tests.chaos.site.cluster import CRASH_POINTS, Site
from tests.servers.redis import RedisServer

SEED = 2
SIZES = [
    pytest.param(Size(messages=2_000), id="small"),
    pytest.param(
        Size(messages=20_000), id="full", marks=[pytest.mark.full, pytest.mark.timeout(600)]
    ),
]


def assert_kept(result: Result, size: Size) -> None:
    assert result.verdict.holds, result.verdict
    assert result.inconsistencies == []
    assert result.tracebacks == []
    assert result.verdict.acked >= size.messages
    assert result.verdict.unknown == 0, "every post was answered in the end"


def assert_killed_six_times_with_posts_in_flight(result: Result) -> None:
    assert len(result.kills) == 6
    assert {kill.how for kill in result.kills} == {*CRASH_POINTS, "at random"}
    assert [kill for kill in result.kills if kill.in_flight == 0] == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_lost_or_doubled_on_sqlite_in_one_process(
    size: Size, sqlite_url: str, tmp_path: Path
) -> None:
    result = run(Site(tmp_path, sqlite_url), size, SEED)

    assert_kept(result, size)
    assert_killed_six_times_with_posts_in_flight(result)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_lost_or_doubled_on_postgres_in_two_processes_with_bad_hints(
    size: Size, postgres_url: str, redis_server: RedisServer, tmp_path: Path
) -> None:
    site = Site(tmp_path, postgres_url, redis_server.url, processes=2)

    result = run(site, size, SEED)

    assert_kept(result, size)
    assert_killed_six_times_with_posts_in_flight(result)
    assert result.hints_lost > 0
    assert result.hints_swapped > 0
