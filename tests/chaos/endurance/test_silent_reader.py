"""Who beats and reads nothing costs a bounded number of bytes, and has lost nothing."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.chaos.endurance.flood import POSTS_PER_SECOND, flood
from tests.chaos.endurance.silent_reader import SilentReader, silent_reader
from tests.servers.app import Serve
from tests.servers.people import join_as_guest

logger = logging.getLogger(__name__)

GAUGED = Path(__file__).with_name("serve_gauged.py")
BODY_CHARS = 4_000
# What a session may have out unseen, and one frame that waits.
HELD_AT_MOST = 320 * 1024
# The kernel takes some of it; less than this, and the gauge is broken.
HELD_AT_LEAST = 64 * 1024
HELD_WITHOUT_CREDIT = 20_000_000
BEAT_S = 0.5
# When to say `seen`: docs/protocol.md, "Credit".
SEEN_BYTES = 32 * 1024


@dataclass
class Told:
    """What came of it."""

    held_bytes: int
    posted: list[str]
    read: list[str]
    beats: int
    pongs: int


@pytest.mark.parametrize(
    "count", [1_000, pytest.param(10_000, marks=[pytest.mark.full, pytest.mark.timeout(300)])]
)
async def test_a_peer_that_reads_nothing_costs_little_and_gets_all_in_the_end(
    serve: Serve, sqlite_url: str, tmp_path: Path, count: int
) -> None:
    told = await _told(serve, sqlite_url, tmp_path, count, {})
    assert told.read == told.posted
    assert told.pongs == told.beats > 1
    assert HELD_AT_LEAST < told.held_bytes <= HELD_AT_MOST


@pytest.mark.full
@pytest.mark.timeout(300)
async def test_without_credit_it_would_cost_all_that_was_posted(
    serve: Serve, sqlite_url: str, tmp_path: Path
) -> None:
    told = await _told(serve, sqlite_url, tmp_path, 10_000, {"UNSEEN_BYTES": "1000000000"})
    assert told.held_bytes > HELD_WITHOUT_CREDIT
    assert told.read == told.posted


async def _told(
    serve: Serve, database_url: str, folder: Path, count: int, more: Mapping[str, str]
) -> Told:
    gauge = folder / "gauge"
    env = {"GAUGE_FILE": str(gauge), "POSTS_PER_SECOND": str(POSTS_PER_SECOND), **more}
    app = serve(database_url, env=env, entry=GAUGED)
    reader, writer = (join_as_guest(app.origin, name) for name in ("Alice", "Bob"))
    async with silent_reader(app.ws_url() + "?gauged", reader.headers()["Cookie"]) as peer:
        room = await _follow_lobby(peer)
        beats = Beats(peer)
        beating = asyncio.create_task(beats.run())
        posted = await flood(app.ws_url(), writer.headers()["Cookie"], room, count, BODY_CHARS)
        read, pongs = await _read_all(peer, room, count, beating, beats)
        held_bytes = int(gauge.read_text())
        logger.info("Held for it at most: %d bytes", held_bytes)
        return Told(held_bytes, posted, read, beats.sent, pongs)


async def _follow_lobby(peer: SilentReader) -> str:
    await peer.send({"type": "hello", "client": "silent/1", "rooms": {}})
    welcome = await peer.expect("welcome")
    room = str(next(room["id"] for room in welcome["rooms"] if room["kind"] == "public"))
    await peer.send({"type": "subscribe", "room": room})
    while (await peer.expect("caught_up"))["room"] != room:
        pass
    return room


class Beats:
    def __init__(self, peer: SilentReader) -> None:
        self._peer = peer
        self.sent = 0

    async def run(self) -> None:
        while True:
            await self.send()
            await asyncio.sleep(BEAT_S)

    async def send(self) -> None:
        self.sent += 1
        await self._peer.send({"type": "ping", "n": self.sent})


async def _read_all(
    peer: SilentReader, room: str, count: int, beating: "asyncio.Task[None]", beats: Beats
) -> tuple[list[str], int]:
    """Ids of the room's posts in the order they came, until there are `count`; and the pongs."""
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    await beats.send()
    ids: list[str] = []
    last_pong = unseen = pongs = 0
    while len(ids) < count or last_pong < beats.sent:
        frame, size = await peer.receive()
        if frame["type"] == "pong":
            last_pong, pongs = frame["n"], pongs + 1
        elif frame["type"] == "events" and frame["room"] == room:
            ids += [event["id"] for event in frame["events"]]
            unseen += size
            if unseen >= SEEN_BYTES:
                unseen = 0
                seq = frame["events"][-1]["seq"]
                await peer.send({"type": "seen", "rooms": {room: seq}})
    return ids, pongs
