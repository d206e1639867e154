"""Finds what no hint told of: asks the database which rooms changed lately.

One query a process. The cost of a lost hint is so a delay, never a hole.
"""

import asyncio
import logging
from itertools import islice

from django.db import Error

from chat.clock import now_ms
from chat.eventlog import reading
from chat.eventlog.readers import Readers
from chat.realtime.hints import Hints
from chat.realtime.hub import Hub

logger = logging.getLogger(__name__)

POLL_S = 2.0
# While the channel layer is gone this is all there is.
POLL_WITHOUT_HINTS_S = 0.5
# How far back to look: over the clocks of two machines, and a commit that took long.
WINDOW_MS = 30_000
# Beside those, this many of the rooms followed here are compared whenever they changed.
ROTATION = 100


class Poll:
    def __init__(self, hub: Hub, hints: Hints, readers: Readers) -> None:
        self._hub, self._hints, self._readers = hub, hints, readers
        self._turn = 0

    async def run(self) -> None:
        while True:
            await asyncio.sleep(POLL_S if self._hints.healthy else POLL_WITHOUT_HINTS_S)
            try:
                await self.once()
            except Error as error:
                logger.warning("The database does not answer the poll: %s", error)

    async def once(self) -> None:
        before = {room: topic.head for room, topic in self._hub.topics.items()}
        if not before:
            return
        heads = await self._readers.heads(
            reading.heads_changed_since, now_ms() - WINDOW_MS, self._next_rooms()
        )
        for room, head in heads.items():
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
