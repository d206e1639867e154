"""A channel layer in memory that fails in the ways Redis does."""

import asyncio
from typing import Any

import msgspec
from channels.layers import InMemoryChannelLayer

from chat.realtime.hints import Hint


class FaultyLayer(InMemoryChannelLayer):
    """`hangs`: publishing never returns. `loses`: it returns and nothing arrives.

    `clings`: whoever stops receiving is first kept for ever.
    """

    hangs = loses = breaks = clings = False
    delay_s = 0.0  # of a publish

    def __init__(self) -> None:
        super().__init__()
        self.published: list[Hint] = []
        self.joined = self.flushed = 0

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.published.append(msgspec.msgpack.decode(message["hint"], type=Hint))
        if self.breaks:
            raise ConnectionError("no Redis")
        if self.hangs:
            await asyncio.Event().wait()
        await asyncio.sleep(self.delay_s)
        if not self.loses:
            await super().group_send(group, message)

    async def receive(self, channel: str) -> Any:
        try:
            return await super().receive(channel)
        except asyncio.CancelledError:
            if self.clings:
                await asyncio.Event().wait()
            raise

    async def group_add(self, group: str, channel: str) -> None:
        self.joined += 1
        await super().group_add(group, channel)

    async def flush(self) -> None:
        """Of Redis's pub/sub: this process's connections are dropped, others' are not."""
        self.flushed += 1

    @property
    def told(self) -> list[Hint]:
        """All but the probes, which say nothing."""
        return [hint for hint in self.published if hint.heads]
