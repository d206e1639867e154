"""Hints that Redis loses, doubles, swaps or delivers late, and what nobody of ours has sent.

While the control `hints` is set it says which shares of the hints are dropped (`loss`), sent again
(`double`), sent after the next one (`swap`), or followed by a forged one (`foreign`, `junk`), and
by how many seconds all are late (`delay_s`). How many were, the files `hints-…` count.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Coroutine
from typing import Any

import redis
from channels.layers import BaseChannelLayer

from chat.realtime.hints import Hints
from tests.chaos.site.faulty.controls import Controls, Setting
from tests.chaos.site.faulty.forged import Message, foreign, junk

GroupSend = Callable[[str, Message], Coroutine[Any, Any, None]]


def _again(true: Message, rng: random.Random) -> Message:
    return true


# What is sent after a hint, by the name of its share.
FOLLOWERS = {"double": _again, "foreign": foreign, "junk": junk}


def install(controls: Controls, rng: random.Random) -> None:
    start = Hints.__init__

    def start_spoilt(self: Hints, layer: BaseChannelLayer, receive: Any) -> None:
        layer.group_send = Spoilt(layer.group_send, controls, rng).send  # type: ignore[method-assign]
        start(self, layer, receive)

    Hints.__init__ = start_spoilt  # type: ignore[method-assign]


class Spoilt:
    """In place of the layer's `group_send`."""

    def __init__(self, send: GroupSend, controls: Controls, rng: random.Random) -> None:
        self._send, self._controls, self._rng = send, controls, rng
        self._held: list[tuple[str, Message]] = []
        self._late: set[asyncio.Task[None]] = set()

    async def send(self, group: str, message: Message) -> None:
        asked = self._controls.setting("hints") or {}
        if self._draws(asked, "loss"):
            return
        if not self._held and self._draws(asked, "swap"):
            self._held.append((group, message))
        elif "delay_s" in asked:
            self._controls.count("hints-late")
            self._later(asked["delay_s"], group, message)
        else:
            await self._send_now(group, message)
            for name, made_of in FOLLOWERS.items():
                if self._draws(asked, name):
                    await self._send(group, made_of(message, self._rng))

    def _draws(self, asked: Setting, name: str) -> bool:
        drawn = self._rng.random() < asked.get(name, 0)
        if drawn:
            self._controls.count(f"hints-{name}")
        return drawn

    async def _send_now(self, group: str, message: Message) -> None:
        await self._send(group, message)
        if self._held:
            await self._send(*self._held.pop())

    def _later(self, delay_s: float, group: str, message: Message) -> None:
        task = asyncio.create_task(self._send_late(delay_s, group, message))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _send_late(self, delay_s: float, group: str, message: Message) -> None:
        """What the layer says against it then has nobody to hear it: it is lost like any other."""
        await asyncio.sleep(delay_s)
        with contextlib.suppress(redis.RedisError, OSError):
            await self._send_now(group, message)
