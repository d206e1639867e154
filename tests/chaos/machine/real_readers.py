"""The real clients of a run, each with a guest of its own: the core in Node, a page in Chromium."""

import asyncio
import http.client
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Literal, get_args

from tests.chaos.checker.history import Recorder
from tests.chaos.machine.crowd import QUIET
from tests.chaos.real_clients import BrowserClient, NodeClient, RealClient
from tests.servers.people import Visitor, join_as_guest

Kind = Literal["node", "chromium"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# The core in Node follows one of these beside the quiet one: it keeps all messages.
BUSY = "Busy 1"
# The library's longest pause before it dials, and a browser on a busy machine.
WHOLE_WITHIN_S = 90.0


class RealReaders:
    """What `real_clients` has of every client, of all of them at once."""

    def __init__(self, clients: Sequence[RealClient]) -> None:
        self._clients = clients

    async def whole(self, heads: Mapping[str, tuple[int, str]]) -> list[str]:
        """Nobody begins anything any more; who has not all up to `heads` in time, in words."""
        waits = [self._whole(client, heads) for client in self._clients]
        return [late for late in await asyncio.gather(*waits) if late]

    async def end(self) -> None:
        for client in self._clients:
            await client.end()

    async def _whole(self, client: RealClient, heads: Mapping[str, tuple[int, str]]) -> str:
        try:
            async with asyncio.timeout(WHOLE_WITHIN_S):
                await client.whole(heads)
        except TimeoutError:
            return f"{client.name} has not all of its rooms, or something pending."
        return ""


@asynccontextmanager
async def running_readers(
    kinds: Sequence[Kind], origin: str, seed: int, recorder: Recorder
) -> AsyncIterator[RealReaders]:
    """Connected until the end; one that breaks ends the run."""
    clients = [await asyncio.to_thread(_client, kind, origin, seed, recorder) for kind in kinds]
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(client.run()) for client in clients]
        yield RealReaders(clients)
        for task in running:
            task.cancel()


def _client(kind: Kind, origin: str, seed: int, recorder: Recorder) -> RealClient:
    guest = join_as_guest(origin, f"In {kind}")
    slug = _join(guest, QUIET)
    if kind == "chromium":
        return BrowserClient(guest.name, origin, _cookie(guest), recorder, slug=slug, seed=seed)
    _join(guest, BUSY)
    return NodeClient(guest.name, origin, _cookie(guest), recorder, seed=seed)


def _join(guest: Visitor, name: str) -> str:
    """The slug of the room that is called so."""
    rooms = guest.get("/chat/rooms/").json()["rooms"]
    [room] = [room for room in rooms if room["name"] == name]
    joined = guest.post_json(f"/chat/rooms/{room['id']}/join/")
    assert joined.status == http.client.OK, joined
    return str(room["slug"])


def _cookie(guest: Visitor) -> str:
    return guest.headers()["Cookie"]
