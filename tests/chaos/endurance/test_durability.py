"""An acknowledged message survives power loss: what the database is set to, and what it does.

`make chaos ARGS="-k flushed -o log_cli=true -o log_cli_level=INFO"` shows the calls.
"""

import json
import logging
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.chaos.endurance.flush_trace import calls_of_one_post, in_order, is_flushed_before_the_ack
from tests.servers.app import AppServer, Serve, environment
from tests.servers.people import join_as_guest

SETTINGS = Path(__file__).with_name("writer_settings.py")
FULL = 2  # of SQLite's `synchronous`
# PostgreSQL's processes that may write or flush the write-ahead log for a commit.
WRITES_FOR_US = (
    "SELECT pid FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() OR backend_type = 'walwriter'"
)

logger = logging.getLogger(__name__)


def settings_of_the_writer(database_url: str, folder: Path) -> dict[str, str | int]:
    done = subprocess.run(
        [sys.executable, str(SETTINGS)],
        env=environment(folder, database_url, None, {}),
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, str | int] = json.loads(done.stdout)
    return found


def test_the_writers_own_connection_flushes_every_commit_on_sqlite(
    sqlite_url: str, tmp_path: Path
) -> None:
    found = settings_of_the_writer(sqlite_url, tmp_path)
    assert found == {"synchronous": FULL, "journal_mode": "wal"}


def test_the_writers_own_connection_flushes_every_commit_on_postgresql(
    postgres_url: str, tmp_path: Path
) -> None:
    found = settings_of_the_writer(postgres_url, tmp_path)
    assert found == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@pytest.mark.full
async def test_the_log_is_flushed_before_the_ack_leaves_on_sqlite(
    serve: Serve, sqlite_url: str, tmp_path: Path
) -> None:
    await _is_flushed_first(serve(sqlite_url), [], tmp_path)


@pytest.mark.full
async def test_the_log_is_flushed_before_the_ack_leaves_on_postgresql(
    serve: Serve, postgres_url: str, tmp_path: Path
) -> None:
    app = serve(postgres_url)
    # The first action opens the writer's connection, which is then there to be watched.
    join_as_guest(app.origin, "Bob")
    with psycopg.connect(postgres_url) as connection:
        pids = [pid for (pid,) in connection.execute(WRITES_FOR_US)]
    await _is_flushed_first(app, pids, tmp_path)


async def _is_flushed_first(app: AppServer, others: list[int], folder: Path) -> None:
    alice = join_as_guest(app.origin, "Alice")
    calls = await calls_of_one_post(app, alice, others, folder / "trace")
    logger.info("Around one post:\n%s", "\n".join(calls))
    assert is_flushed_before_the_ack(calls), "\n".join(calls)


ACK = r'7 sendto(9<socket:[1]>, "{\"type\":\"ack\"", 14, 0, NULL, 0) = 14'
WRITE = '8 pwrite64(5</x/lifeline.sqlite3-wal>, "", 9, 0) = 9'
FLUSH = "8 fdatasync(5</x/lifeline.sqlite3-wal>) = 0"
FLUSH_BEGINS, FLUSH_ENDS = (
    "8 fdatasync(5</x/lifeline.sqlite3-wal> <unfinished ...>",
    "8 <... fdatasync resumed>) = 0",
)


@pytest.mark.parametrize(
    ("lines", "safe"),
    [
        ([WRITE, FLUSH, ACK], True),
        ([WRITE, FLUSH_BEGINS, FLUSH_ENDS, ACK], True),
        ([WRITE, FLUSH_BEGINS, ACK, FLUSH_ENDS], False),
        ([WRITE, ACK, FLUSH], False),
        ([FLUSH, WRITE, ACK], False),
        ([WRITE, ACK], False),
    ],
)
def test_only_a_flush_that_ended_before_the_ack_counts(lines: list[str], safe: bool) -> None:
    assert is_flushed_before_the_ack(in_order(lines)) is safe
