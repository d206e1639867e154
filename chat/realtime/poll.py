"""Finds what no hint told of: asks the database which rooms changed lately.

One query a process. The cost of a lost hint is so a delay, never a hole.
"""

import asyncio
from itertools import islice

from django.db import Error

from chat.eventlog import reading
from chat.eventlog.readers import Readers
from chat.protocol.position import EMPTY
from chat.realtime.hub import Hub

# Without hints a message arrives within a second, also just after the channel layer went and
# before anybody noticed: so this often always. A glance costs a process half a millisecond.
POLL_S = 0.5
# A glance goes back, before the last look, over a commit that took long; every so many of them a
# wide look goes back further, and to rooms whenever they changed.
GLANCE_MS = 5_000
GLANCES = 3
WINDOW_MS = 30_000
# So many of the rooms followed here take turns in being compared at every wide look.
ROTATION = 100


class Poll:
    def __init__(self, hub: Hub, readers: Readers) -> None:
        self._hub, self._readers = hub, readers
        self._turn = 0
        # By the database's clock: what changed before was found, up to a window.
        self._looked_at_ms: int | None = None

    async def run(self) -> None:
        glances = 0
        while True:
            await asyncio.sleep(POLL_S)
            try:
                if glances < GLANCES:
                    await self.glance()
                    glances += 1
                else:
                    await self.look()
                    glances = 0
            except Error:  # the readers say so, once
                glances = GLANCES

    async def glance(self) -> None:
        """At the rooms that changed just now."""
        await self._compare(GLANCE_MS, [])

    async def look(self) -> None:
        """Wider, and at some of the others in their turn: at a log that has lost its end too."""
        await self._compare(WINDOW_MS, self._next_rooms())

    async def _compare(self, window_ms: int, also: list[int]) -> None:
        before = {room: topic.head for room, topic in self._hub.topics.items()}
        if not before:
            self._looked_at_ms = None
            return
        heads, self._looked_at_ms = await self._readers.heads(
            reading.heads_changed_since, self._looked_at_ms, window_ms, also
        )
        # A room that is not there any more is one whose log is empty.
        for room, head in (dict.fromkeys(also, EMPTY) | heads).items():
            known = before.get(room)
            if known is not None and head != known:
                self._hub.head_polled(room, head, known)

    def _next_rooms(self) -> list[int]:
        rooms = sorted(self._hub.topics)
        if self._turn >= len(rooms):
            self._turn = 0
        chosen = list(islice(rooms, self._turn, self._turn + ROTATION))
        self._turn += ROTATION
        return chosen
