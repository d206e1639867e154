"""Clients who post at a steady rate, and how long each was without service."""

import asyncio
import random
from collections.abc import Sequence

from tests.chaos.checker.facts import Log
from tests.chaos.checker.history import Recorder
from tests.chaos.client.chat_client import ChatClient
from tests.chaos.client.wire import Frame
from tests.servers.people import Visitor

# So many come at a time, so that the start is no storm.
ARRIVALS = 20
HEAD_DEADLINE_S = 20


class Member(ChatClient):
    """Talks in `room`; notes from when, by `bye`, until when not all its rooms are caught up."""

    def __init__(
        self, name: str, url: str, visitor: Visitor, room: str, recorder: Recorder, seed: int
    ) -> None:
        cookie = visitor.headers()["Cookie"]
        super().__init__(name, [url], cookie, recorder, random.Random(seed), from_start=False)
        self.room = room
        self.gaps_s: list[tuple[float, float]] = []  # by the loop's clock
        self._left_at_s: float | None = None
        self._behind: set[str] = set()

    def _take(self, frame: Frame, size: int) -> None:
        super()._take(frame, size)
        now_s = asyncio.get_running_loop().time()
        if frame["type"] == "bye":
            self._left_at_s = now_s
            self._behind = set(self.conversation.rooms.positions())
        elif frame["type"] == "caught_up" and self._left_at_s is not None:
            self._behind.discard(frame["room"])
            if not self._behind:
                self.gaps_s.append((self._left_at_s, now_s))
                self._left_at_s = None


class Crowd:
    """What a client finds wrong fails `group`."""

    def __init__(
        self, members: Sequence[Member], group: asyncio.TaskGroup, rng: random.Random
    ) -> None:
        self.members, self._group, self._rng = members, group, rng
        self._running: list[asyncio.Task[None]] = []

    async def arrive(self) -> None:
        for at in range(0, len(self.members), ARRIVALS):
            coming = self.members[at : at + ARRIVALS]
            self._running += [self._group.create_task(member.run()) for member in coming]
            for member in coming:
                await member.welcomed.wait()

    async def post(self, per_s: float) -> None:
        """One after another says something, until cancelled."""
        while True:
            member = self._rng.choice(self.members)
            await member.post(member.room, f"{member.name} says {self._rng.getrandbits(64)}")
            await asyncio.sleep(1 / per_s)

    async def all_answered(self) -> None:
        async with asyncio.timeout(HEAD_DEADLINE_S):
            for member in self.members:
                while member.unanswered:
                    await _progress(member)

    async def all_at_the_head(self, log: Log) -> None:
        async with asyncio.timeout(HEAD_DEADLINE_S):
            for member in self.members:
                last = log[member.room][-1]
                while not member.conversation.rooms.is_at(member.room, last.seq, last.digest):
                    await _progress(member)

    def leave(self) -> None:
        """Everybody's last word, then nobody is connected."""
        for member in self.members:
            member.conversation.end()
        for task in self._running:
            task.cancel()


async def _progress(member: Member) -> None:
    member.progress.clear()
    await member.progress.wait()
