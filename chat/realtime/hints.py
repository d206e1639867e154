"""Hints to the other processes through the channel layer: what was just committed.

A hint may be lost, doubled, late or forged by nobody but ourselves; the hub believes only what
continues its log, so Redis is speed and never truth. Nothing ever waits for it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

import msgspec
from channels.layers import BaseChannelLayer, InMemoryChannelLayer

from chat import metrics
from chat.clock import now_ms
from chat.eventlog.entry import Entry
from chat.protocol.frames import FRAME_BYTES
from chat.protocol.position import Position
from chat.realtime.typing import Typed
from chat.realtime.upkeep import keep
from chat.trouble import Trouble

logger = logging.getLogger(__name__)

GROUP = "lifeline"
# A layer that takes longer to publish is as good as gone.
PUBLISH_TIMEOUT_S = 1.0
# Connecting anew and joining: a few round trips, and the wait for a publish that hangs.
JOIN_TIMEOUT_S = 3.0
PROBE_S = 1.0
# A group may be forgotten (a restarted Redis, channels-redis after 24 h).
REJOIN_S = 3600.0
# What is no hint comes one at a time: a flood of it takes no more than a share of the process.
GARBAGE_PAUSE_S = 0.001


class Hint(msgspec.Struct, array_like=True):
    """`entries` is empty where they were too large: then `heads` say where to look."""

    heads: dict[int, Position] = {}
    entries: list[Entry] = []
    # People whose read mark in a room moved: (person, room).
    read: list[tuple[int, int]] = []
    # Sessions that their page's newer connection replaces: (session, person).
    replaced: list[tuple[str, int]] = []
    typed: list[Typed] = []


class Hints:
    """`receive` is called with every hint of another process.

    `layer` is the pub/sub one, whose `flush()` drops this process's connections and nothing else,
    or the one in memory, which reaches nobody else: then nothing is done.
    """

    def __init__(self, layer: BaseChannelLayer, receive: Callable[[Hint], None]) -> None:
        self._layer, self._receive = layer, receive
        self._alone = type(layer) is InMemoryChannelLayer
        self._sender = uuid4().hex
        self._waiting = Hint()
        self._something_waits = asyncio.Event()
        self._echoed = asyncio.Event()
        self._decoder = msgspec.msgpack.Decoder(Hint)
        self._tasks: list[asyncio.Task[None]] = []
        self._layer_gone = Trouble(logger, "The channel layer", "delivery goes on by the log")
        # Whether a probe ever came back, or none is needed: before, nothing is known.
        self.proven = self._alone

    @property
    def healthy(self) -> bool:
        return self.trouble is None

    @property
    def trouble(self) -> str | None:
        """Why others are not told now; None if the last probe came back."""
        return self._layer_gone.reason

    def start(self) -> None:
        self._tasks = [keep(self._publish)]
        if not self._alone:
            self._tasks.append(keep(self._stay_joined))

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

    def typed(self, typed: Typed) -> None:
        self._waiting.typed.append(typed)
        self._something_waits.set()

    async def _publish(self) -> None:
        """While one is on its way the next gathers: never more than one waits."""
        while True:
            await self._something_waits.wait()
            self._something_waits.clear()
            hint, self._waiting = self._waiting, Hint()
            if self._alone or not self.healthy:  # nobody is there, or their polls find it
                continue
            if sum(len(entry.wire) for entry in hint.entries) > FRAME_BYTES:
                hint.entries = []
            await self._try_to_send(hint)

    async def _try_to_send(self, hint: Hint) -> None:
        try:
            await self._send(hint)
        except Exception as error:  # whatever a layer raises: it is not needed
            self._layer_gone.report(error)

    async def _send(self, hint: Hint) -> None:
        encoded = msgspec.msgpack.encode(hint)
        message = {"type": "hint", "sender": self._sender, "at": now_ms(), "hint": encoded}
        async with asyncio.timeout(PUBLISH_TIMEOUT_S):
            await self._layer.group_send(GROUP, message)

    async def _stay_joined(self) -> None:
        """In the group; whenever a message to ourselves does not come back, joined anew."""
        while True:
            listening: asyncio.Task[None] | None = None
            try:
                listening = asyncio.create_task(self._listen(await self._join()))
                await self._probe_until_lost()
            except Exception as error:  # the layer is gone, or has lost us
                self._layer_gone.report(error)
                await asyncio.sleep(PROBE_S)
            finally:
                await self._let_go(listening)

    async def _join(self) -> str:
        async with asyncio.timeout(JOIN_TIMEOUT_S):
            channel = await self._layer.new_channel()
            await self._layer.group_add(GROUP, channel)
        return channel

    async def _probe_until_lost(self) -> None:
        """Raises what went wrong; returns when it is time to join again all the same."""
        loop = asyncio.get_running_loop()
        joined_at = loop.time()
        while loop.time() - joined_at < REJOIN_S:
            self._echoed.clear()
            await self._send(Hint())
            async with asyncio.timeout(PUBLISH_TIMEOUT_S):
                await self._echoed.wait()
            self._layer_gone.over()
            self.proven = True
            await asyncio.sleep(PROBE_S)

    async def _listen(self, channel: str) -> None:
        garbled = 0
        while True:
            try:
                hint = self._read(await self._layer.receive(channel))
                await asyncio.sleep(0)  # a queue that is never empty would keep the loop
            except Exception as error:
                garbled += 1
                if garbled == 1:
                    logger.warning("What is no hint came from the channel layer: %r", error)
                await asyncio.sleep(GARBAGE_PAUSE_S)
            else:
                self._take(hint)

    def _read(self, message: dict[str, Any]) -> Hint:
        """An empty one from ourselves. Raises whatever there is to raise of what is no hint."""
        if message["sender"] == self._sender:
            self._echoed.set()
            return Hint()
        hint = self._decoder.decode(message["hint"])
        metrics.hint_lag.observe(max(0, now_ms() - message["at"]) / 1000)
        return hint

    def _take(self, hint: Hint) -> None:
        try:
            self._receive(hint)
        except Exception:  # a fault of ours, which the next hint need not meet
            logger.exception("A hint could not be followed; the poll finds what it told")

    async def _let_go(self, listening: "asyncio.Task[None] | None") -> None:
        """The next connections are new ones: the old may lead to a server that is no more.

        The layer takes its leave when it is cancelled, which may hang as well: cancelled again.
        """
        while listening is not None and not listening.done():
            listening.cancel()
            await asyncio.wait([listening], timeout=PUBLISH_TIMEOUT_S / 10)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(PUBLISH_TIMEOUT_S):
                await self._layer.flush()
