"""People who behave: they read what comes, say what they have seen, and post now and then."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

from tests.chaos.memory.servers import Target

# As long as a message may be, and three bytes for each character: with its HTML 24 kB an event.
BODY = "漢" * 4_000
# More than SQLite's cache of a connection holds, so that those are full when it begins.
SEEDED = 200
# Who reads nothing has missed some 30 MB after a minute.
POSTS_PER_S = 20.0
SEEN_BYTES = 32 * 1024
FROM_THE_START = {"seq": 0, "digest": "0" * 16}


class Calm:
    def __init__(self, connection: ClientConnection, room: str) -> None:
        self.connection, self.room = connection, room
        self._unseen = 0

    async def send(self, type: str, **fields: object) -> None:
        await self.connection.send(json.dumps({"type": type} | fields))

    async def post(self) -> None:
        await self.send("post", id=str(uuid4()), room=self.room, body=BODY)

    async def receive(self) -> dict[str, Any]:
        """The next frame; what was seen is told as the protocol has it."""
        text = str(await self.connection.recv())
        frame: dict[str, Any] = json.loads(text)
        if frame["type"] == "events":
            self._unseen += len(text)
            if self._unseen >= SEEN_BYTES:
                self._unseen = 0
                await self.send("seen", rooms={frame["room"]: frame["events"][-1]["seq"]})
        elif "part" in frame:
            await self.send("seen", parts=[frame["part"]])
        elif frame["type"] == "ping":
            await self.send("pong", n=frame["n"])
        return frame

    async def expect(self, type: str, **fields: object) -> dict[str, Any]:
        wanted = fields.items()
        while (frame := await self.receive())["type"] != type or not wanted <= frame.items():
            pass
        return frame


@asynccontextmanager
async def calm(target: Target) -> AsyncIterator[Calm]:
    """Welcomed, and in no room yet."""
    async with connect(
        target.url,
        additional_headers={"Cookie": target.cookie} if target.cookie else {},
        compression=None,
        max_size=None,
        ping_interval=None,
        proxy=None,
    ) as connection:
        await connection.send(json.dumps({"type": "hello", "client": "calm/1", "rooms": {}}))
        while (frame := json.loads(await connection.recv()))["type"] != "welcome":
            pass
        room = next(room["id"] for room in frame["rooms"] if room["kind"] == "public")
        yield Calm(connection, room)


async def read_along(target: Target) -> None:
    """The whole past, then what comes, until cancelled."""
    async with calm(target) as person:
        await person.send("subscribe", room=person.room, **{"from": FROM_THE_START})
        while True:
            await person.receive()


async def post_along(target: Target) -> None:
    async with calm(target) as person, asyncio.TaskGroup() as group:
        group.create_task(_discard(person))
        while True:
            await person.post()
            await asyncio.sleep(1 / POSTS_PER_S)


async def _discard(person: Calm) -> None:
    while True:
        await person.receive()


async def warm_up(target: Target) -> None:
    """Everything an ordinary day needs is loaded, and caches are as full as they get."""
    async with calm(target) as person:
        for _ in range(SEEDED):
            await person.post()
            await person.expect("ack")
    # Two at a time, so that little is left free for an attack to hide in.
    for _ in range(3):
        await asyncio.gather(_look_around(target), _look_around(target))


async def _look_around(target: Target) -> None:
    async with calm(target) as person:
        await person.send("subscribe", room=person.room, **{"from": FROM_THE_START})
        await person.expect("caught_up", room=person.room)
        for before in range(SEEDED, 0, -100):
            await person.send("history", id="h", room=person.room, before=before, limit=100)
            while (await person.expect("page")).get("more"):
                pass
