"""Through every outage sockets stay, an ack means kept, and all flows when it is over."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.chaos.outages import faults, restored
from tests.chaos.outages.faults import Outage
from tests.chaos.outages.run import FULL, Result, Row, Size, run
from tests.chaos.outages.scene import OnPostgres, on_postgres, on_sqlite, prepared
from tests.chaos.outages.table import table
from tests.servers.postgres import Postgres, running_postgres

logger = logging.getLogger(__name__)

QUICK = Size(connections=20, held_s=2.0, calm_s=0.5, after_s=1.5)
# Acks need no Redis: what the machine itself adds to a delivery shows in the slowest of them.
DELIVERED_WITHIN_S = 1.0
# Beyond the slowest on a calm day.
ACKED_WITHIN_S = 0.5
# New connections are told to come again, also by a database of which nothing is heard at all.
TOLD_WITHIN_S = 10.0
# From the end of an outage until everybody has everything that was said in it.
WHOLE_AFTER_S = 10.0
MINUTES = pytest.mark.timeout(600)


@contextmanager
def its_own_postgres(folder: Path) -> Iterator[OnPostgres]:
    """Whatever becomes of the database."""
    with (
        running_postgres() as postgres,
        on_postgres(folder, postgres, prepared(folder, postgres)) as scene,
    ):
        yield scene


def assert_kept(result: Result) -> None:
    logger.info("\n%s", table(result))
    assert result.broken == []


def assert_delivered_in_time(row: Row) -> None:
    assert row.figures.delivered == row.figures.posts, "what never came is not late, it is missing"
    assert row.figures.without_delivery_s <= DELIVERED_WITHIN_S + row.figures.without_ack_s, row


def assert_whole_again(result: Result) -> None:
    for row in result.rows:
        assert row.figures.whole_after_s <= WHOLE_AFTER_S, row
        assert (row.spell.told_s or 0) <= TOLD_WITHIN_S, row
        if row.spell.page:
            assert row.spell.page.status in {200, 503}, row


@pytest.mark.full
@MINUTES
def test_redis_may_go_in_every_way(postgres: Postgres, postgres_url: str, tmp_path: Path) -> None:
    with on_postgres(tmp_path, postgres, postgres_url) as scene:
        result = run(scene, faults.REDIS, FULL)

    assert_kept(result)
    calm, *outages = result.rows
    for row in outages:
        assert_delivered_in_time(row)
        assert row.figures.without_ack_s <= calm.figures.without_ack_s + ACKED_WITHIN_S, row


@pytest.mark.full
@MINUTES
def test_postgresql_may_go_in_every_way(tmp_path: Path) -> None:
    with its_own_postgres(tmp_path) as scene:
        result = run(scene, faults.POSTGRES, FULL)

    assert_kept(result)
    assert_whole_again(result)


@pytest.mark.full
@MINUTES
def test_sqlite_may_be_busy_and_its_disk_full(tmp_path: Path) -> None:
    with on_sqlite(tmp_path) as scene:
        result = run(scene, faults.SQLITE, FULL)

    assert_kept(result)
    assert_whole_again(result)


@pytest.mark.full
@MINUTES
def test_a_database_that_lost_commits_resets_everybody_and_nothing_diverges(
    tmp_path: Path,
) -> None:
    with its_own_postgres(tmp_path) as scene:
        result = run(scene, restored.OUTAGES, FULL)

    logger.info("\n%s", table(result))
    records, log = result.records, result.log
    gone = restored.lost(records, log)
    assert gone, "nothing was lost: the copy was no older"
    assert not gone & restored.acknowledged_since(records)
    assert restored.astray(records, log) == []
    assert restored.without_reset(records) == set()
    assert [row.figures.dropped for row in result.rows] == [[], []]
    assert result.inconsistencies == []
    assert result.tracebacks == []


QUICKLY: Sequence[Outage[OnPostgres]] = (
    Outage("Redis: failed over, empty", faults.failed_over),
    Outage("PostgreSQL: restart, immediate", faults.crashed, commits=False),
)


def test_redis_fails_over_and_postgresql_crashes(
    postgres: Postgres, postgres_url: str, tmp_path: Path
) -> None:
    """The short form of the above."""
    with on_postgres(tmp_path, postgres, postgres_url) as scene:
        result = run(scene, QUICKLY, QUICK)

    assert_kept(result)
    assert_whole_again(result)
    assert_delivered_in_time(result.rows[0])
