"""Older clients, behind a proxy that cuts whoever hears nothing from the server for 1.5 intervals.

Daphne's own pings are off, so the answers to their heartbeats are all they hear.
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.chaos.endurance.older_clients import OLDER_CLIENTS, OlderClient, Stay, stay
from tests.servers.app import AppServer, copy_sqlite, running_app
from tests.servers.people import Visitor, join_as_guest
from tests.servers.proxy import running_proxy

HERE = Path(__file__).parent
ENTRIES = {
    "answered": HERE / "serve_without_pings.py",
    "unanswered": HERE / "serve_unanswering.py",
}
# Of silence that the proxy bears, in intervals of the client.
PATIENCE = 1.5
ROWS = [client.row for client in OLDER_CLIENTS]

Fared = dict[str, dict[str, Stay]]


@pytest.fixture(
    scope="module",
    params=[
        # (what the seconds are divided by, how many of the longest intervals it takes)
        pytest.param((10, 1.6), id="a-tenth"),
        pytest.param((1, 4.1), id="as-written", marks=[pytest.mark.full, pytest.mark.timeout(400)]),
    ],
)
def fared(
    request: pytest.FixtureRequest,
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Fared:
    """What became of each, on a server that answers and on one that does not."""
    pace, intervals = request.param
    with ExitStack() as running:
        servers = []
        for entry in ENTRIES.values():
            folder = tmp_path_factory.mktemp("older-clients")
            url = copy_sqlite(migrated_sqlite, folder)
            servers.append(running.enter_context(running_app(folder, url, entry=entry)))
        stays = _all_stay(servers, running, pace, intervals)
        return dict(zip(ENTRIES, asyncio.run(stays), strict=True))


async def _all_stay(
    servers: Sequence[AppServer], running: ExitStack, pace: float, intervals: float
) -> list[dict[str, Stay]]:
    """For as long as `intervals` of the slowest of them, all at the same time."""
    duration_s = intervals * max(client.interval_s for client in OLDER_CLIENTS) / pace
    stays = []
    for server in servers:
        visitor = join_as_guest(server.origin, "Alice")
        for client in OLDER_CLIENTS:
            url = _behind_proxy(server, running, client, pace)
            stays.append(stay(client, url, _cookie(visitor), pace, duration_s))
    found = iter(await asyncio.gather(*stays))
    return [{row: next(found) for row in ROWS} for _ in servers]


def _behind_proxy(server: AppServer, running: ExitStack, client: OlderClient, pace: float) -> str:
    proxy = running.enter_context(running_proxy(server.port))
    proxy.cut_after_idle_from_upstream(PATIENCE * client.interval_s / pace)
    return f"ws://127.0.0.1:{proxy.port}/ws/chat/"


def _cookie(visitor: Visitor) -> str:
    return visitor.headers()["Cookie"]


@pytest.mark.parametrize("row", ROWS)
def test_an_older_client_that_is_answered_stays_connected(fared: Fared, row: str) -> None:
    stayed = fared["answered"][row]
    assert not stayed.lost
    assert stayed.answers == stayed.beats >= 2


@pytest.mark.parametrize("row", ROWS)
def test_an_older_client_that_is_not_answered_is_lost(fared: Fared, row: str) -> None:
    lost = fared["unanswered"][row]
    assert lost.lost
    assert lost.answers == 0
