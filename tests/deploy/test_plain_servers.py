"""On Daphne and uvicorn as they come the protocol holds; docs/servers.md says what is missing."""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed

from chat.protocol.close_codes import CloseCode
from tests.deploy.twin import demand_the_twin
from tests.servers.app import ROOT, environment
from tests.servers.listening import listening
from tests.servers.people import Visitor, join_as_guest
from tests.servers.ports import free_port
from tests.servers.process import ServerProcess
from tests.servers.wire import Frame, Wire, open_wire

DAPHNE = ("daphne", "-v", "0", "-b", "127.0.0.1", "-p")
# uvicorn's default still stands on the part of websockets that will go.
UVICORN = (
    *("uvicorn", "--host", "127.0.0.1", "--lifespan", "off", "--log-level", "warning"),
    *("--ws", "websockets-sansio", "--port"),
)
POST_EVERY_S = 0.25  # the throttle lets five a second pass
FAULTS = 20
FRAME_BYTES = 64 * 1024
# Answered by the same; more of them than kernels keep for both.
LARGE_BEAT, UNREAD_BEATS, UNREAD_S = json.dumps("x" * 60_000), 400, 10
CLOSE_DEADLINE_S = 30

LENGTHS = pytest.mark.parametrize(
    "seconds", [3, pytest.param(30, marks=[pytest.mark.full, pytest.mark.timeout(150)])]
)


class PlainServer:
    def __init__(self, process: ServerProcess, port: int) -> None:
        self.process = process
        self.origin, self._host = f"http://127.0.0.1:{port}", f"127.0.0.1:{port}"

    def ws_url(self, path: str = "/ws/chat/") -> str:
        return f"ws://{self._host}{path}"

    def log_text(self) -> str:
        return self.process.log_text()


@pytest.fixture(params=[DAPHNE, UVICORN], ids=lambda command: str(command[0]))
def server(
    request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path
) -> Iterator[PlainServer]:
    port = free_port()
    command = [sys.executable, "-m", *request.param, str(port), "project.asgi:application"]
    env = environment(tmp_path, sqlite_url, None, {})
    with listening(port, command, log=tmp_path / "log", folder=ROOT, env=env) as process:
        yield PlainServer(process, port)


@LENGTHS
async def test_everything_of_the_protocol_works(server: PlainServer, seconds: int) -> None:
    alice, bob = (join_as_guest(server.origin, name) for name in ("Alice", "Bob"))
    async with open_wire(server.ws_url(), alice) as hers, open_wire(server.ws_url(), bob) as his:
        room = await _follow_lobby(hers)
        assert await _follow_lobby(his) == room
        end = time.monotonic() + seconds
        await _demand_answers(hers)
        await _demand_heartbeats_of_others(hers)
        posted = await _talk(hers, his, room, until=end)
        await _demand_history(his, room, posted)
        await asyncio.to_thread(demand_the_twin, bob, room)
        await _demand_close_codes(server, alice)
    server.process.stop()
    assert "Traceback" not in server.log_text()


@pytest.mark.parametrize("server", [UVICORN], indirect=True, ids=["uvicorn"])
async def test_who_sends_and_never_reads_is_closed_before_the_memory_is_full(
    server: PlainServer,
) -> None:
    """Answers cost no credit, and were kept for as long as somebody asked for more."""
    alice = join_as_guest(server.origin, "Alice")
    async with open_wire(server.ws_url(), alice) as wire:
        wire.connection.transport.pause_reading()
        with contextlib.suppress(TimeoutError):  # once it is not read either
            async with asyncio.timeout(UNREAD_S):
                for _ in range(UNREAD_BEATS):
                    await wire.send_raw(LARGE_BEAT)
        wire.connection.transport.resume_reading()
        with contextlib.suppress(ConnectionClosed):
            async with asyncio.timeout(CLOSE_DEADLINE_S):
                while True:
                    await wire.recv_raw()
        assert (await wire.closed())[0] == CloseCode.OVERLOADED


async def _follow_lobby(wire: Wire) -> str:
    welcome = await wire.hello()
    room = next(str(room["id"]) for room in welcome["rooms"] if room["kind"] == "public")
    await wire.send({"type": "subscribe", "room": room})
    await wire.expect("caught_up", room=room)
    return room


async def _demand_answers(wire: Wire) -> None:
    for text, code in (
        ("no json", "bad-json"),
        ('{"type": "shout"}', "unknown-type"),
        ('{"type": "seen", "rooms": 1}', "bad-frame"),
        (b"\x80", "unsupported"),
    ):
        await wire.send_raw(text)
        await wire.expect("error", code=code)
    await wire.send({"type": "post", "id": str(uuid4()), "room": "999", "body": "x"})
    await wire.expect("refused")


async def _demand_heartbeats_of_others(wire: Wire) -> None:
    await wire.send_raw("ping")
    assert await wire.recv_raw() == "pong"
    beat = json.dumps({"message": "now", "interval": 15_000})
    await wire.send_raw(beat)
    assert await wire.recv_raw() == beat


async def _talk(hers: Wire, his: Wire, room: str, until: float) -> list[str]:
    """She posts, and he has it at once and in order; both beat. The ids, in their order."""
    posted: list[str] = []
    digest = ""
    while time.monotonic() < until:
        posted.append(str(uuid4()))
        await hers.send({"type": "post", "id": posted[-1], "room": room, "body": "hello"})
        ack = await hers.expect("ack", id=posted[-1])
        events = await his.expect("events", room=room)
        assert [event["id"] for event in events["events"]] == posted[-1:]
        assert digest in {"", events["prev"]}
        digest = events["digest"]
        for wire in (hers, his):
            await wire.send({"type": "ping", "n": len(posted), "seen": {room: ack["seq"]}})
            await wire.expect("pong", n=len(posted))
        await asyncio.sleep(POST_EVERY_S)
    return posted


async def _demand_history(wire: Wire, room: str, posted: list[str]) -> None:
    await wire.send({"type": "history", "id": "h", "room": room, "limit": 100})
    page = await wire.expect("page", id="h")
    assert [message["id"] for message in page["messages"]][-len(posted) :] == posted[-100:]


async def _demand_close_codes(server: PlainServer, alice: Visitor) -> None:
    async def too_large(wire: Wire) -> None:
        await wire.hello()
        await wire.send_raw("x" * (FRAME_BYTES + 1))

    async def faulty(wire: Wire) -> None:
        await wire.hello()
        for _ in range(FAULTS):
            await wire.send_raw("{")

    async def nothing(wire: Wire) -> None:
        """It is closed as it is."""

    await _demand_close(server.ws_url(), alice, too_large, 4009)
    await _demand_close(server.ws_url(), alice, faulty, 4400)
    await _demand_close(server.ws_url(), Visitor(server.origin), nothing, 4401)
    await _demand_close(server.ws_url("/ws/elsewhere/"), alice, nothing, 4404)


async def _demand_close(
    url: str, visitor: Visitor, provoke: Callable[[Wire], Awaitable[None]], code: int
) -> None:
    async with open_wire(url, visitor) as wire:
        await provoke(wire)
        bye: Frame = await wire.expect("bye", code=code)
        assert bye["reason"]
        assert (await wire.closed())[0] == code
