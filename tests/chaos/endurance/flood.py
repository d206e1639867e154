"""Many messages into one room, as fast as the server takes them."""

import asyncio
import json
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

# Below the posts of one connection that the server keeps under way (`IN_FLIGHT`).
UNDER_WAY = 128
# So that a writer is never told to slow down.
POSTS_PER_SECOND = 100_000


async def flood(url: str, cookie: str, room: str, count: int, body_chars: int) -> list[str]:
    """Post `count` messages over a connection that follows no room; their ids, in order."""
    ids = [str(uuid4()) for _ in range(count)]
    body = ("hello world " * body_chars)[:body_chars]
    async with connect(
        url, additional_headers={"Cookie": cookie}, compression=None, ping_interval=None, proxy=None
    ) as connection:
        await connection.send(json.dumps({"type": "hello", "client": "flood/1", "rooms": {}}))
        while json.loads(await connection.recv())["type"] != "welcome":
            pass
        free = asyncio.Semaphore(UNDER_WAY)
        async with asyncio.TaskGroup() as group:
            group.create_task(_acks(connection, ids, free))
            for id in ids:
                await free.acquire()
                frame = {"type": "post", "id": id, "room": room, "body": body}
                await connection.send(json.dumps(frame))
    return ids


async def _acks(connection: ClientConnection, ids: list[str], free: asyncio.Semaphore) -> None:
    unanswered = set(ids)
    while unanswered:
        frame = json.loads(await connection.recv())
        if frame["type"] in {"ack", "refused"}:
            assert frame["type"] == "ack", frame
            unanswered.discard(frame["id"])
            free.release()
