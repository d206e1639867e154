"""Somebody who sees whether a site serves, and what its clock says."""

import asyncio
import time
from collections.abc import Sequence
from uuid import uuid4

from tests.chaos.faults.somebody import insist
from tests.chaos.site.site import Site
from tests.servers.people import join_as_guest
from tests.servers.wire import Frame, Wire, open_wire


class Guest:
    """Comes to the Lobby, at the process number `server`."""

    def __init__(self, site: Site, server: int = 0) -> None:
        self._url = site.servers[server].ws_url()
        self._visitor = join_as_guest(site.servers[server].origin, f"guest {uuid4().hex[:8]}")

    def says(self, *bodies: str) -> list[Frame]:
        """The answers; a process that has just started may ask to come again."""
        posts = [_post(body) for body in bodies]
        return insist(lambda: asyncio.run(self._talk(posts)))[1]

    def kept(self, body: str) -> Frame:
        """Its ack; whoever is told to come again does."""
        post = _post(body)

        def ask() -> Frame:
            _, (answer,) = asyncio.run(self._talk([post]))
            assert answer["type"] == "ack", answer
            return answer

        return insist(ask)

    def ahead_s(self) -> float:
        """By how much the clock of the process is ahead of the true one, as people see it."""
        welcome, _ = insist(lambda: asyncio.run(self._talk([])))
        return float(welcome["at"] / 1000 - time.time())

    async def _talk(self, posts: Sequence[Frame]) -> tuple[Frame, list[Frame]]:
        async with open_wire(self._url, self._visitor) as wire:
            welcome = await wire.hello()
            (lobby,) = [room["id"] for room in welcome["rooms"] if room["kind"] == "public"]
            for post in posts:
                await wire.send({**post, "room": lobby})
            return welcome, [await self._answer(wire, str(post["id"])) for post in posts]

    async def _answer(self, wire: Wire, id: str) -> Frame:
        while (frame := await wire.recv()).get("id") != id:
            if frame["type"] == "ping":
                await wire.send({"type": "pong", "n": frame["n"]})
        return frame


def _post(body: str) -> Frame:
    return {"type": "post", "id": str(uuid4()), "body": body}
