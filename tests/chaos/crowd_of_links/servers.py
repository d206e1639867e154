"""Servers as in production, which count their newcomers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.chaos.crowd_of_links.counts import Counts, counts_in
from tests.servers.app import AppServer, running_app
from tests.servers.production import LAN, collect_static

SCRIPT = Path(__file__).with_name("serve_counted.py")


class CountingServer(NamedTuple):
    app: AppServer
    file: Path

    def counts(self) -> Counts:
        return counts_in(self.file)


@contextmanager
def counting_server(
    folder: Path,
    database_url: str,
    redis_url: str | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[CountingServer]:
    folder.mkdir(exist_ok=True)
    file = folder / "counts"
    # DEBUG is off: what it keeps of every query costs more than the query.
    settings = {**LAN, **(env or {}), "COUNT_FILE": str(file)}
    collect_static(folder)
    with running_app(folder, database_url, redis_url=redis_url, env=settings, entry=SCRIPT) as app:
        yield CountingServer(app, file)
