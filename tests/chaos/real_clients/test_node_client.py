"""The client core in Node, against one server that dies."""

import asyncio
import time

import pytest

from tests.chaos.checker import database
from tests.chaos.checker.facts import Log
from tests.chaos.checker.history import Acked, Recorder, Shown
from tests.chaos.checker.verdict import check
from tests.chaos.real_clients.node_client import NodeClient
from tests.chaos.real_clients.real_client import BrokenClientError, Heads
from tests.chaos.site.running import SETTINGS
from tests.servers.app import AppServer, Serve
from tests.servers.people import join_as_guest

DEADLINE_S = 20
ACKED = 3


def heads_of(log: Log) -> Heads:
    return {room: (entries[-1].seq, entries[-1].digest) for room, entries in log.items()}


def guest(server: AppServer, name: str) -> str:
    return join_as_guest(server.origin, name).headers()["Cookie"]


async def until_acked(recorder: Recorder, count: int) -> None:
    def acked() -> set[str]:
        return {record.id for record in recorder.records if isinstance(record, Acked)}

    while len(acked()) < count:  # noqa: ASYNC110 - records are a list, not an event
        await asyncio.sleep(0.02)


async def test_a_client_whose_server_is_killed_shows_all_that_is_in_the_log(
    serve: Serve, sqlite_url: str
) -> None:
    server = serve(sqlite_url, env=SETTINGS)
    recorder = Recorder()
    began_ns = time.monotonic_ns()
    client = NodeClient("node", server.origin, guest(server, "Nora"), recorder)
    async with asyncio.timeout(DEADLINE_S), asyncio.TaskGroup() as group:
        group.create_task(client.run())
        await until_acked(recorder, ACKED)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        await until_acked(recorder, 2 * ACKED)
        # What is in its outbox goes into the log first.
        await client.whole({})
        log = database.log(database.read(sqlite_url))
        await client.whole(heads_of(log))
        await client.end()

    assert all(began_ns < r.at_ns < time.monotonic_ns() for r in recorder.records), "one clock"
    verdict = check(recorder.records, log)
    assert verdict.holds, verdict
    assert verdict.acked >= 2 * ACKED
    assert [record.client for record in recorder.records if isinstance(record, Shown)] == ["node"]


async def test_a_client_that_cannot_chat_is_an_error_of_the_run(
    serve: Serve, sqlite_url: str
) -> None:
    server = serve(sqlite_url)
    client = NodeClient("node", server.origin, "sessionid=nobody", Recorder())

    async with asyncio.timeout(DEADLINE_S):
        with pytest.raises(BrokenClientError, match="nobody is logged in"):
            await client.run()
        with pytest.raises(BrokenClientError, match="nobody is logged in"):
            await client.whole({})
