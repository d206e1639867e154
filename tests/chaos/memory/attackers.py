"""Three clients that behave badly for as long as they are let, and come back when thrown out."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from websockets.frames import Frame, Opcode

from tests.chaos.endurance.silent_reader import PeerGoneError, SilentReader, silent_reader
from tests.chaos.memory.servers import Target

BEAT_S = 1.0
# Long enough that a loop of refusals stays bounded.
COME_BACK_S = 0.2

Attack = Callable[[SilentReader, str], Awaitable[None]]


def _frames(text: str, count: int) -> bytes:
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=True) * count


PINGS = _frames('{"type":"ping","n":1}', 1_000)


async def flood(peer: SilentReader, room: str) -> None:
    """Beats as fast as the connection takes them; what comes back is read."""
    async with asyncio.TaskGroup() as group:
        group.create_task(peer.drain())
        while True:
            await peer.send_bytes(PINGS)


async def read_nothing(peer: SilentReader, room: str) -> None:
    """In a room where much is said; it beats, so that it counts as alive."""
    await peer.send({"type": "subscribe", "room": room})
    for n in range(1_000_000):
        await peer.send({"type": "ping", "n": n})
        await asyncio.sleep(BEAT_S)


async def ask_for_history(peer: SilentReader, room: str) -> None:
    """Pages and pages, none of which is read."""
    asked = json.dumps({"type": "history", "id": "h", "room": room, "limit": 100})
    requests = _frames(asked, 10)
    while True:
        await peer.send_bytes(requests)
        await asyncio.sleep(0)


ATTACKS: dict[str, Attack] = {
    "floods": flood,
    "reads nothing": read_nothing,
    "asks for history, reads nothing": ask_for_history,
}


async def keep_on(target: Target, attack: Attack) -> None:
    """Until cancelled."""
    while True:
        try:
            async with silent_reader(target.url, target.cookie) as peer:
                await peer.send({"type": "hello", "client": "evil/1", "rooms": {}})
                welcome = await peer.expect("welcome")
                rooms = welcome["rooms"]
                await attack(peer, next(room["id"] for room in rooms if room["kind"] == "public"))
        except* (PeerGoneError, OSError):
            await asyncio.sleep(COME_BACK_S)
