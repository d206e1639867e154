"""Hints to the other processes through the channel layer: what was just committed.

A hint may be lost, doubled, late or forged by nobody but ourselves; the hub believes only what
continues its log, so Redis is speed and never truth. Nothing ever waits for it.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from uuid import uuid4

import msgspec
from channels.layers import BaseChannelLayer

from chat.eventlog.entry import Entry
from chat.protocol.frames import FRAME_BYTES
from chat.protocol.position import Position

logger = logging.getLogger(__name__)

GROUP = "lifeline"
# A layer that takes longer to publish is as good as gone.
PUBLISH_TIMEOUT_S = 1.0
PROBE_S = 2.0
# A group may be forgotten (a restarted Redis, channels-redis after 24 h).
REJOIN_S = 3600.0


class Hint(msgspec.Struct, array_like=True):
    """`entries` is empty where they were too large: then `heads` say where to look."""

    heads: dict[int, Position] = {}
    entries: list[Entry] = []
    # People whose read mark in a room moved: (person, room).
    read: list[tuple[int, int]] = []
    # Sessions that their page's newer connection replaces: (session, person).
    replaced: list[tuple[str, int]] = []


class Hints:
    """`receive` is called with every hint of another process."""

    def __init__(self, layer: BaseChannelLayer, receive: Callable[[Hint], None]) -> None:
        self._layer, self._receive = layer, receive
        self._sender = uuid4().hex
        self._waiting = Hint()
        self._something_waits = asyncio.Event()
        self._channel = ""
        self._echoed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.healthy = True  # whether the last probe came back

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(work()) for work in (self._publish, self._listen, self._probe)
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def committed(self, entries: Iterable[Entry]) -> None:
        """Tell the others, in one message with what else waits."""
        for entry in entries:
            self._waiting.heads[entry.room_id] = entry.after
            self._waiting.entries.append(entry)
        self._something_waits.set()

    def read(self, person_id: int, room_id: int) -> None:
        self._waiting.read.append((person_id, room_id))
        self._something_waits.set()

    def replaced(self, session: str, person_id: int) -> None:
        self._waiting.replaced.append((session, person_id))
        self._something_waits.set()

    async def _publish(self) -> None:
        """While one is on its way the next gathers: never more than one waits."""
        while True:
            await self._something_waits.wait()
            self._something_waits.clear()
            hint, self._waiting = self._waiting, Hint()
            if sum(len(entry.wire) for entry in hint.entries) > FRAME_BYTES:
                hint.entries = []
            await self._send(hint)

    async def _send(self, hint: Hint) -> None:
        encoded = msgspec.msgpack.encode(hint)
        message = {"type": "hint", "sender": self._sender, "hint": encoded}
        try:
            async with asyncio.timeout(PUBLISH_TIMEOUT_S):
                await self._layer.group_send(GROUP, message)
        except Exception as error:  # whatever a layer raises: it is not needed
            self._report(healthy=False, why=error)

    async def _listen(self) -> None:
        decoder = msgspec.msgpack.Decoder(Hint)
        while True:
            try:
                await self._join()
                while True:
                    message = await self._layer.receive(self._channel)
                    if message["sender"] != self._sender:
                        self._receive(decoder.decode(message["hint"]))
                    else:
                        self._echoed.set()
            except Exception as error:  # the layer broke, or sent what is no hint: start over
                self._report(healthy=False, why=error)
                await asyncio.sleep(PROBE_S)

    async def _join(self) -> None:
        self._channel = await self._layer.new_channel()
        await self._layer.group_add(GROUP, self._channel)

    async def _rejoin(self) -> None:
        """Leaving first makes layers that remember having joined do it again."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(PUBLISH_TIMEOUT_S):
                await self._layer.group_discard(GROUP, self._channel)
                await self._layer.group_add(GROUP, self._channel)

    async def _probe(self) -> None:
        """A message to ourselves, so that a layer that lost us is noticed."""
        joined_at = time.monotonic()
        while True:
            await asyncio.sleep(PROBE_S)
            self._echoed.clear()
            await self._send(Hint())
            try:
                async with asyncio.timeout(PUBLISH_TIMEOUT_S):
                    await self._echoed.wait()
                self._report(healthy=True)
            except TimeoutError as error:
                self._report(healthy=False, why=error)
            if not self.healthy or time.monotonic() - joined_at > REJOIN_S:
                await self._rejoin()
                joined_at = time.monotonic()

    def _report(self, healthy: bool, why: Exception | None = None) -> None:
        if self.healthy and not healthy:
            logger.warning(
                "The channel layer does not answer (%r): delivery goes on by reading the log", why
            )
        elif healthy and not self.healthy:
            logger.info("The channel layer answers again")
        self.healthy = healthy
