"""Where faults are played: the sites of the other runs, calmer."""

from contextlib import AbstractContextManager
from pathlib import Path

from tests.chaos.site.running import running_postgres_site, running_sqlite_site
from tests.chaos.site.site import PostgresSite, SqliteSite
from tests.servers.postgres import Postgres

SETTINGS = {
    # Whoever waits waits for the fault alone.
    "CHAOS_THROTTLED": "0",
    # The interval is short, so that beats go on all through a fault and what had no answer is sent
    # again in it; the time-out is the product's own, so that a socket dropped by it says something.
    "HEARTBEAT_INTERVAL_MS": "2000",
    "HEARTBEAT_TIMEOUT_MS": "4000",
}


def on_postgres(
    folder: Path, postgres: Postgres | None = None, database_url: str | None = None
) -> AbstractContextManager[PostgresSite]:
    (own := folder / "postgres").mkdir()
    return running_postgres_site(own, postgres=postgres, database_url=database_url, env=SETTINGS)


def on_sqlite(folder: Path) -> AbstractContextManager[SqliteSite]:
    (own := folder / "sqlite").mkdir()
    return running_sqlite_site(own, env=SETTINGS)
