"""The Python client of the documentation, written from the protocol alone, loses nothing either."""

import asyncio
import importlib.util
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

import pytest

from tests.servers.app import ROOT, AppServer, Serve
from tests.servers.people import Visitor

DEADLINE_S = 20
POLL_S = 0.02
BRISK = {"HEARTBEAT_INTERVAL_MS": "500", "HEARTBEAT_TIMEOUT_MS": "500", "POSTS_PER_SECOND": "5"}


@pytest.fixture(scope="session")
def docs() -> ModuleType:
    path = ROOT / "docs" / "client_python.py"
    spec = importlib.util.spec_from_file_location("client_python", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server(serve: Serve, sqlite_url: str) -> AppServer:
    return serve(sqlite_url, env=BRISK)


class Guest:
    """A running client of the documentation and all it was shown."""

    def __init__(self, docs: ModuleType, server: AppServer, name: str) -> None:
        self.shown: dict[str, list[Any]] = defaultdict(list)
        self.cookie = docs.join_as_guest(server.origin, name)
        self.client = docs.Client(
            server.ws_url(), self.cookie, lambda room, event: self.shown[room].append(event)
        )

    def bodies(self, room: str) -> list[str]:
        return [event["body"] for event in self.shown[room] if event["kind"] == "post"]


@asynccontextmanager
async def running(*guests: Guest) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(guest.client.run()) for guest in guests]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():  # noqa: ASYNC110 - a client for the documentation sets no events
            await asyncio.sleep(POLL_S)


def lobby(server: AppServer, guest: Guest) -> str:
    cookies = dict(pair.split("=", 1) for pair in guest.cookie.split("; "))
    rooms = Visitor(server.origin, cookies=cookies).get("/chat/rooms/").json()["rooms"]
    return str(next(room["id"] for room in rooms if room["slug"] == "lobby"))


async def test_two_of_them_converse_while_the_server_is_killed(
    docs: ModuleType, server: AppServer
) -> None:
    alice, bob = Guest(docs, server, "Alice"), Guest(docs, server, "Bob")
    room = lobby(server, alice)
    said = [f"{name} {number}" for number in range(30) for name in ("alice", "bob")]

    async with running(alice, bob):
        for number, body in enumerate(said):
            await (alice if body.startswith("alice") else bob).client.post(room, body)
            if number in (20, 40):
                await until(lambda: alice.client.socket)
                await asyncio.to_thread(server.kill)
                await asyncio.to_thread(server.start)
        await until(lambda: len(alice.bodies(room)) >= len(said) <= len(bob.bodies(room)))
        await until(lambda: not alice.client.outbox and not bob.client.outbox)

    assert alice.bodies(room) == bob.bodies(room)
    assert sorted(alice.bodies(room)) == sorted(said)
    for name in ("alice", "bob"):
        mine = [body for body in alice.bodies(room) if body.startswith(name)]
        assert mine == [body for body in said if body.startswith(name)], "in the order of Enter"


async def test_a_refusal_keeps_the_text_and_says_why(docs: ModuleType, server: AppServer) -> None:
    alice = Guest(docs, server, "Alice")
    room = lobby(server, alice)

    async with running(alice):
        await alice.client.post(room, "x" * 4001)
        await alice.client.post(room, "short")
        await until(lambda: alice.bodies(room))

    [refused] = alice.client.failed.values()
    assert refused["body"] == "x" * 4001
    assert "4001" in refused["why"]
    assert alice.bodies(room) == ["short"]


async def test_a_position_of_another_history_is_reset(docs: ModuleType, server: AppServer) -> None:
    alice = Guest(docs, server, "Alice")
    room = lobby(server, alice)

    async with running(alice):
        for number in range(3):
            await alice.client.post(room, f"{number}")
        await until(lambda: len(alice.bodies(room)) == 3)
    alice.client.positions[room] = {"seq": 2, "digest": "f" * 16}
    alice.shown.clear()
    async with running(alice):
        await until(lambda: alice.shown[room])

    [reset] = alice.shown[room]
    assert [message["body"] for message in reset["messages"]] == ["0", "1", "2"]


async def test_it_stops_where_the_server_says_not_to_come_back(
    docs: ModuleType, server: AppServer
) -> None:
    stranger = docs.Client(server.ws_url(), "sessionid=nobody", print)

    with pytest.raises(docs.RefusedError, match="4401"):
        await asyncio.wait_for(stranger.run(), DEADLINE_S)
