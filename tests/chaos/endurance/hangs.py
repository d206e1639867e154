"""Ways to make one thing in the server hang: locks, taken from outside on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.servers.people import Visitor
from tests.servers.wire import Frame, Wire, open_wire

# More than there are threads to read with, so that whoever comes next waits as well.
ASKERS = 5
# So often that the writer has the next one to wait for when it has given one up.
POST_EVERY_S = 0.1
# For a hang to begin, and from its beginning to the answers: it lasts 5 s in the full run.
HUNG_DEADLINE_S = 10.0
ANSWER_DEADLINE_S = 20.0
POLL_S = 0.02


@dataclass(frozen=True)
class Scene:
    """Where it happens: a server, a room, and somebody in it."""

    database_url: str
    ws_url: str
    visitor: Visitor
    room: str

    def lock(self, statement: str) -> sql.Composed:
        """The statement, with `{room}` as the room's id."""
        return sql.SQL(statement).format(room=sql.Literal(int(self.room)))


@dataclass(frozen=True)
class Hang:
    """`lock` makes it hang; `ask` says hello, asks for it and returns when it was answered."""

    lock: str
    ask: Callable[[Scene, Wire], Awaitable[object]]

    @asynccontextmanager
    async def __call__(self, scene: Scene) -> AsyncIterator[None]:
        """While it hangs. Fails if it did not, or if those who asked get no answer afterwards."""
        async with asyncio.TaskGroup() as group:
            with psycopg.connect(scene.database_url) as connection, connection.transaction():
                connection.execute(scene.lock(self.lock))
                asking = [group.create_task(self._ask(scene)) for _ in range(ASKERS)]
                await _somebody_waits(connection)
                yield
                assert not any(task.done() for task in asking), "It did not hang."

    async def _ask(self, scene: Scene) -> None:
        async with open_wire(scene.ws_url, scene.visitor) as wire:
            await self.ask(scene, wire)


async def _somebody_waits(connection: "psycopg.Connection[tuple[int]]") -> None:
    async with asyncio.timeout(HUNG_DEADLINE_S):
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        # Only the database knows, so there is nothing to be woken by.
        while not connection.execute(waiting).fetchall()[0][0]:  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)


async def _post(scene: Scene, wire: Wire) -> None:
    """Until one is acknowledged; while the room is locked they are refused, for the time being."""
    await _log_in(scene, wire)
    async with asyncio.timeout(ANSWER_DEADLINE_S):
        while not await _acknowledged(wire):
            frame = {"type": "post", "id": str(uuid4()), "room": scene.room, "body": "hello"}
            await wire.send(frame)


async def _acknowledged(wire: Wire) -> bool:
    """Whether an ack comes soon."""
    try:
        async with asyncio.timeout(POST_EVERY_S):
            await wire.expect("ack", ANSWER_DEADLINE_S)
    except TimeoutError:
        return False
    return True


async def _read_back(scene: Scene, wire: Wire) -> Frame:
    await _log_in(scene, wire)
    await wire.send({"type": "history", "id": "h", "room": scene.room, "limit": 10})
    return await wire.expect("page", ANSWER_DEADLINE_S)


async def _log_in(scene: Scene, wire: Wire) -> Frame:
    await wire.send({"type": "hello", "client": "test/1", "rooms": {}})
    return await wire.expect("welcome", ANSWER_DEADLINE_S)


HANGS = {
    "writer": Hang("SELECT 1 FROM chat_room WHERE id = {room} FOR UPDATE", _post),
    "history read": Hang("LOCK TABLE chat_message IN ACCESS EXCLUSIVE MODE", _read_back),
    "look-up of a login": Hang("LOCK TABLE chat_websession IN ACCESS EXCLUSIVE MODE", _log_in),
}
