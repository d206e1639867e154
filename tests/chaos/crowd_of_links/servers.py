"""Servers as in production, which count their newcomers."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.chaos.crowd_of_links.counts import Counts, counts_in
from tests.servers.app import ROOT, AppServer, environment, running_app

SCRIPT = Path(__file__).with_name("serve_counted.py")
# What DEBUG keeps of every query costs more than the query.
PRODUCTION = {"DEBUG": "0", "PLAIN_HTTP": "1", "ALLOWED_HOSTS": "127.0.0.1"}


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
    settings = {**PRODUCTION, **(env or {}), "COUNT_FILE": str(file)}
    _collect_static(environment(folder, database_url, redis_url, settings))
    with running_app(folder, database_url, redis_url=redis_url, env=settings, entry=SCRIPT) as app:
        yield CountingServer(app, file)


def _collect_static(env: Mapping[str, str]) -> None:
    """Pages are made of them with DEBUG off."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=env, check=True)
