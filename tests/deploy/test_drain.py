"""At SIGTERM and Ctrl-C everybody is told, what was begun is finished, and the process ends."""

import asyncio
import http.client
import signal
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.deploy.ending import (
    Answer,
    Browser,
    ended,
    knock,
    nobody_commits,
    rest,
    stored,
    taken,
    three_tabs,
    told_to_stop,
)
from tests.integration.chatting import a_post, greet, make_room
from tests.servers.app import AppServer, Serve, copy_sqlite, running_app
from tests.servers.people import Visitor, join_as_guest
from tests.servers.postgres import Postgres
from tests.servers.proxy import FaultProxy
from tests.servers.redis import RedisServer
from tests.servers.wire import Frame, open_wire

BYE = b'{"type":"bye","code":4012'
STOP_DEADLINE_S = 10
# Usually 0.3 s; below every time-out that a part of it could be waiting for.
AT_ONCE_S = 3.0
# Far below the default, so that a test may wait for it; and what the process needs beside it.
TIMEOUT_S, PATIENCE_S = 4, 4
SHORT = {"DRAIN_TIMEOUT_S": str(TIMEOUT_S)}


class Drained(NamedTuple):
    """What each saw when the process was told to end while nobody could commit."""

    ready: Answer
    took_more: bool
    made: Answer
    posted: str
    poster: list[Frame]
    older: list[Frame]
    codes: list[int]
    status: int
    stored: int


async def drain(app: AppServer, alice: Visitor) -> Drained:
    room = make_room(alice)
    post = a_post(room)
    async with AsyncExitStack() as stack:
        probe, browser = (stack.enter_context(closing(Browser(app))) for _ in range(2))
        release = stack.enter_context(nobody_commits(app.database_url))
        poster, older = [
            await stack.enter_async_context(open_wire(app.ws_url(), alice)) for _ in range(2)
        ]
        await older.send_raw("ping")
        assert await older.recv_raw() == "pong"
        await greet(poster)
        browser.ask("POST", "/chat/rooms/", alice)
        await poster.send(post)
        await taken(poster)
        await told_to_stop(app)
        probe.ask("GET", "/readyz")
        ready, took_more = probe.answer(), app.accepts()
        release()
        seen = await asyncio.gather(rest(poster), rest(older))
        codes = [(await wire.closed())[0] for wire in (poster, older)]
        made = browser.answer()
    status = await ended(app, STOP_DEADLINE_S)
    found = stored(app.database_url, post["body"])
    return Drained(ready, took_more, made, post["id"], *seen, codes, status, found)


@pytest.fixture(scope="module")
def drained(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Drained:
    folder = tmp_path_factory.mktemp("drained")
    with running_app(folder, copy_sqlite(migrated_sqlite, folder)) as app:
        return asyncio.run(drain(app, join_as_guest(app.origin, "Alice")))


def test_it_is_not_ready_from_the_signal_on(drained: Drained) -> None:
    assert drained.ready.status == http.client.SERVICE_UNAVAILABLE


def test_it_takes_nobody_new(drained: Drained) -> None:
    assert not drained.took_more


def test_a_post_in_flight_is_acknowledged_and_then_comes_bye(drained: Drained) -> None:
    answers = [frame for frame in drained.poster if frame["type"] in {"ack", "bye", "refused"}]

    assert [frame["type"] for frame in answers] == ["ack", "bye"]
    assert answers[0]["id"] == drained.posted
    assert drained.stored == 1


def test_those_who_never_said_hello_are_told_too(drained: Drained) -> None:
    [bye] = drained.older

    assert (bye["type"], bye["code"], bye["reconnect"]) == ("bye", 4012, True)
    assert drained.codes == [4012, 4012]


def test_clients_are_asked_to_come_back_within_a_second(drained: Drained) -> None:
    bye = drained.poster[-1]

    assert 0 < bye["retry_ms"] + bye["spread_ms"] <= 1000


def test_a_request_that_runs_is_answered(drained: Drained) -> None:
    assert drained.made.status == http.client.CREATED


def test_an_answer_says_that_its_connection_ends(drained: Drained) -> None:
    assert drained.ready.connection == "close"


def test_it_ends_with_0(drained: Drained) -> None:
    assert drained.status == 0


async def test_ctrl_c_feels_immediate_with_a_few_tabs(serve: Serve, sqlite_url: str) -> None:
    app = serve(sqlite_url)
    async with three_tabs(app) as tabs:
        began_s = time.monotonic()
        await told_to_stop(app, signal.SIGINT)
        status = await ended(app, STOP_DEADLINE_S)
        took_s = time.monotonic() - began_s

        assert {(await tab.closed())[0] for tab in tabs} == {4012}
    assert status == 0
    assert took_s < AT_ONCE_S


async def test_a_second_signal_ends_it_at_once(serve: Serve, sqlite_url: str) -> None:
    app = serve(sqlite_url)
    async with three_tabs(app) as tabs:
        room = make_room(join_as_guest(app.origin, "Bob"))
        with nobody_commits(sqlite_url):
            await tabs[0].send(a_post(room))
            await taken(tabs[0])
            await told_to_stop(app)
            app.signal(signal.SIGTERM)
            status = await ended(app, AT_ONCE_S)
    assert status == -signal.SIGTERM


async def test_connections_that_the_kernel_took_before_the_signal_are_told_too(
    serve: Serve, sqlite_url: str
) -> None:
    app = serve(sqlite_url)
    alice = join_as_guest(app.origin, "Alice")
    app.pause()
    async with AsyncExitStack() as stack:
        knocking = [await stack.enter_async_context(knock(app, alice)) for _ in range(20)]
        app.signal(signal.SIGTERM)
        app.resume()
        await asyncio.gather(*(answers.readuntil(BYE) for answers in knocking))
    assert await ended(app, STOP_DEADLINE_S) == 0


async def test_a_peer_that_never_reads_holds_up_neither_the_others_nor_the_end(
    serve: Serve, sqlite_url: str
) -> None:
    app = serve(sqlite_url, env=SHORT)
    async with three_tabs(app) as [deaf, *others]:
        deaf.connection.transport.pause_reading()
        began_s = time.monotonic()
        await told_to_stop(app)
        for wire in others:
            await wire.expect("bye", code=4012)
        assert time.monotonic() - began_s < AT_ONCE_S
        status = await ended(app, TIMEOUT_S + PATIENCE_S)
    assert status == 0


async def test_it_ends_in_time_while_redis_hangs(
    serve: Serve,
    postgres_url: str,
    redis_server: RedisServer,
    make_proxy: Callable[[int], FaultProxy],
) -> None:
    proxy = make_proxy(redis_server.port)
    redis_url = redis_server.url.replace(str(redis_server.port), str(proxy.port))
    app = serve(postgres_url, redis_url=redis_url, env=SHORT)
    async with three_tabs(app) as tabs:
        proxy.blackhole()
        await told_to_stop(app)
        for wire in tabs:
            await wire.expect("bye", code=4012)
        status = await ended(app, TIMEOUT_S + PATIENCE_S)
    assert status == 0


async def test_it_ends_in_time_while_the_database_hangs_and_says_what_was_left(
    serve: Serve,
    postgres: Postgres,
    postgres_url: str,
    make_proxy: Callable[[int], FaultProxy],
) -> None:
    proxy = make_proxy(postgres.port)
    app = serve(postgres_url.replace(str(postgres.port), str(proxy.port)), env=SHORT)
    async with three_tabs(app) as tabs:
        room = make_room(join_as_guest(app.origin, "Bob"))
        proxy.blackhole()
        await tabs[0].send(a_post(room))
        await taken(tabs[0])
        await told_to_stop(app)
        for wire in tabs:
            await wire.expect("bye", code=4012)
        status = await ended(app, TIMEOUT_S + PATIENCE_S)
    assert status == 1
    assert "left undone, and unacknowledged" in app.log_text()
