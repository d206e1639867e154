"""The page in Chromium, on a site of one process that dies."""

import asyncio
from pathlib import Path

import pytest

from tests.chaos.checker import database
from tests.chaos.checker.facts import Log
from tests.chaos.checker.history import Acked, Recorder, Shown
from tests.chaos.checker.verdict import check
from tests.chaos.real_clients.browser_client import BrowserClient
from tests.chaos.real_clients.real_client import Heads
from tests.chaos.site.running import running_sqlite_site
from tests.servers.people import join_as_guest

# Of a browser on a busy machine, which at rest takes 30 s.
DEADLINE_S = 150
ACKED = 8


def heads_of(log: Log) -> Heads:
    return {room: (entries[-1].seq, entries[-1].digest) for room, entries in log.items()}


@pytest.mark.full
@pytest.mark.timeout(200)
async def test_a_page_whose_server_is_killed_shows_all_that_is_in_the_log(
    sqlite_url: str, tmp_path: Path
) -> None:
    recorder = Recorder()
    with running_sqlite_site(tmp_path, database_url=sqlite_url) as site:
        guest = await asyncio.to_thread(join_as_guest, site.origin, "Paul")
        made = await asyncio.to_thread(guest.post_json, "/chat/rooms/", {"name": "Quiet"})
        cookie = guest.headers()["Cookie"]
        page = BrowserClient(
            "page", site.origin, cookie, recorder, slug=made.json()["slug"], seed=1
        )
        async with asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
            group.create_task(page.run())
            for number in range(1, 3):
                await until_acked(recorder, number * ACKED)
                await asyncio.to_thread(site.servers[0].kill)
                await asyncio.to_thread(site.servers[0].start)
            await page.whole({})
            log = database.log(database.read(sqlite_url))
            await page.whole(heads_of(log))
            await page.end()

    verdict = check(recorder.records, log)
    assert verdict.holds, verdict
    [shown] = [record for record in recorder.records if isinstance(record, Shown)]
    assert len(shown.messages) >= 2 * ACKED
    assert not shown.pending


async def until_acked(recorder: Recorder, count: int) -> None:
    def acked() -> set[str]:
        return {record.id for record in recorder.records if isinstance(record, Acked)}

    while len(acked()) < count:  # noqa: ASYNC110 - records are a list, not an event
        await asyncio.sleep(0.02)
