"""Through every fault sockets stay, an ack means kept, and all flows when it is over."""

import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.chaos.faults import catalogue
from tests.chaos.outages.calm import CALM
from tests.chaos.outages.run import FULL, Result, Row, run
from tests.chaos.outages.scene import on_postgres, on_sqlite
from tests.chaos.outages.spell import Size
from tests.chaos.outages.table import table
from tests.servers.postgres import Postgres

logger = logging.getLogger(__name__)

QUICK = Size(connections=20, held_s=2.0, gone_s=2.0, newcomers=False)
QUICK_FAULTS = ("Redis: failed over, empty", "PostgreSQL: restart, immediate")
# Acks need no Redis: what the machine itself adds to a delivery shows in the slowest of them.
DELIVERED_WITHIN_S = 1.0
# Beyond the slowest on a calm day.
ACKED_WITHIN_S = 0.5
# New connections are told to come again, also by a database of which nothing is heard at all.
TOLD_WITHIN_S = 10.0
# From the end of a fault until everybody has everything that was said in it.
WHOLE_AFTER_S = 10.0
MINUTES = pytest.mark.timeout(900)


def assert_kept(result: Result) -> None:
    logger.info("\n%s", table(result))
    assert result.broken == []


def assert_whole_again(rows: Sequence[Row]) -> None:
    for row in rows:
        assert row.figures.whole_after_s <= WHOLE_AFTER_S, row
        if row.spell.told:
            assert row.spell.told.after_s <= TOLD_WITHIN_S, row
            assert row.spell.told.page in {200, 503}, row


def assert_needs_no_redis(row: Row) -> None:
    """Sends are acknowledged, and the poll delivers what no hint does."""
    assert row.figures.delivered == row.figures.posts, "what never came is not late, it is missing"
    assert row.figures.without_delivery_s <= DELIVERED_WITHIN_S + row.figures.without_ack_s, row


@pytest.mark.full
@MINUTES
def test_several_processes_live_through_every_fault(tmp_path: Path) -> None:
    with on_postgres(tmp_path) as site:
        result = run(site, (CALM, *catalogue.POSTGRES), FULL)

    assert_kept(result)
    assert_whole_again(result.rows)
    calm, *others = result.rows
    of_redis = [row for row in others if "Redis" in row.fault]
    assert of_redis
    for row in of_redis:
        assert_needs_no_redis(row)
        assert row.figures.without_ack_s <= calm.figures.without_ack_s + ACKED_WITHIN_S, row


@pytest.mark.full
@MINUTES
def test_one_process_on_sqlite_lives_through_every_fault(tmp_path: Path) -> None:
    with on_sqlite(tmp_path) as site:
        result = run(site, catalogue.SQLITE, FULL)

    assert_kept(result)
    assert_whole_again(result.rows)


def test_redis_fails_over_and_postgresql_crashes(
    postgres: Postgres, postgres_url: str, tmp_path: Path
) -> None:
    """The short form of the above."""
    faults = [fault for fault in catalogue.POSTGRES if fault.name in QUICK_FAULTS]
    with on_postgres(tmp_path, postgres, postgres_url) as site:
        result = run(site, faults, QUICK)

    assert_kept(result)
    assert_whole_again(result.rows)
    of_redis, of_postgres = result.rows
    assert (of_redis.fault, of_postgres.fault) == QUICK_FAULTS
    assert_needs_no_redis(of_redis)
