"""A room full of clients in this process, who speak in turn.

Every kind of server is spoken to through the same sockets; what differs is in a `Dialect`.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle, islice
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect

DELIVERY_DEADLINE_S = 30
BODY = "Shall we meet at the harbour at seven? I can bring the maps."


class Dialect(Protocol):
    """How one client of a server speaks."""

    async def greet(self, connection: ClientConnection) -> None:
        """Be in the room, and have everything up to now."""

    def say(self, body: str) -> str:
        """The frame of a message to the room."""

    def take(self, text: str) -> tuple[int, str | None]:
        """How many messages of the room the frame brings, and what to answer to it."""


class Tutorial:
    async def greet(self, connection: ClientConnection) -> None:
        """The handshake was all."""

    def say(self, body: str) -> str:
        return json.dumps({"message": body})

    def take(self, text: str) -> tuple[int, str | None]:
        return 1, None


class SocketIO:
    """Engine.IO 4 and Socket.IO 5 over WebSocket, as much of them as a chat needs.

    https://socket.io/docs/v4/engine-io-protocol/, https://socket.io/docs/v4/socket-io-protocol/
    """

    PING, PONG, CONNECT, EVENT = "2", "3", "40", "42"

    async def greet(self, connection: ClientConnection) -> None:
        await connection.recv()  # what Engine.IO opens with
        await connection.send(self.CONNECT)
        while not str(await connection.recv()).startswith(self.CONNECT):
            pass

    def say(self, body: str) -> str:
        return self.EVENT + json.dumps(["post", str(uuid.uuid4()), body])

    def take(self, text: str) -> tuple[int, str | None]:
        if text == self.PING:
            return 0, self.PONG
        return int(text.startswith(self.EVENT)), None


class Lifeline:
    """As docs/protocol.md demands: `seen` after 32 events."""

    SEEN_EVENTS = 32

    def __init__(self) -> None:
        self._room = ""
        self._unseen = 0

    async def greet(self, connection: ClientConnection) -> None:
        await connection.send(json.dumps({"type": "hello", "client": "bench/1", "rooms": {}}))
        welcome = await _expect(connection, "welcome")
        self._room = next(room["id"] for room in welcome["rooms"] if room["kind"] == "public")
        await connection.send(json.dumps({"type": "subscribe", "room": self._room}))
        while (await _expect(connection, "caught_up"))["room"] != self._room:
            pass

    def say(self, body: str) -> str:
        id = str(uuid.uuid4())
        return json.dumps({"type": "post", "id": id, "room": self._room, "body": body})

    def take(self, text: str) -> tuple[int, str | None]:
        frame = json.loads(text)
        if frame["type"] == "refused":
            raise RuntimeError(f"Refused: {text}")
        if frame["type"] != "events":
            return 0, None
        count = len(frame["events"])
        self._unseen += count
        if self._unseen < self.SEEN_EVENTS:
            return count, None
        self._unseen = 0
        seen = {"type": "seen", "rooms": {self._room: frame["events"][-1]["seq"]}}
        return count, json.dumps(seen)


async def _expect(connection: ClientConnection, type: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = json.loads(await connection.recv())
        if frame["type"] == type:
            return frame


class Crowd:
    def __init__(self, members: Sequence[tuple[ClientConnection, Dialect]]) -> None:
        self._members = members
        self._speakers = cycle(members)  # in turn, as in a lively room
        self._delivered = 0
        self._wanted = 0
        self._all_here = asyncio.Event()

    @property
    def size(self) -> int:
        return len(self._members)

    async def say(self, at_once: int) -> None:
        """Send so many messages, and return when everybody has all of them."""
        self._wanted += at_once * self.size
        self._all_here.clear()
        for connection, dialect in islice(self._speakers, at_once):
            await connection.send(dialect.say(BODY))
        try:
            async with asyncio.timeout(DELIVERY_DEADLINE_S):
                await self._all_here.wait()
        except TimeoutError:
            missing = self._wanted - self._delivered
            raise RuntimeError(f"{missing} deliveries did not come in time.") from None

    async def listen(self, connection: ClientConnection, dialect: Dialect) -> None:
        while True:
            text = await connection.recv()
            assert isinstance(text, str)
            count, answer = dialect.take(text)
            if answer is not None:
                await connection.send(answer)
            self._delivered += count
            if self._delivered >= self._wanted:
                self._all_here.set()


@asynccontextmanager
async def gathered(
    url: str, headers: dict[str, str], dialect: type[Dialect], size: int
) -> AsyncIterator[Crowd]:
    """So many connections, all in the room and listening; closed at the end."""
    async with AsyncExitStack() as open_connections:
        members: list[tuple[ClientConnection, Dialect]] = []
        for _ in range(size):
            connection = await open_connections.enter_async_context(
                connect(
                    url,
                    additional_headers=headers,
                    compression=None,
                    ping_interval=None,
                    close_timeout=1,
                    proxy=None,
                )
            )
            spoken = dialect()
            await spoken.greet(connection)
            members.append((connection, spoken))
        crowd = Crowd(members)
        async with asyncio.TaskGroup() as group:
            listening = [group.create_task(crowd.listen(*member)) for member in members]
            yield crowd
            for task in listening:
                task.cancel()
