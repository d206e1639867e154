"""The six deaths of a run: three at random moments, three at points where it would hurt most."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.chaos.checker.history import Recorder
from tests.chaos.client.chat_client import ChatClient
from tests.chaos.site.cluster import CRASH_POINTS, Cluster
from tests.servers.app import AppServer

RANDOM = "at random"
# A whole pipeline is answered within this time, so a kill falls anywhere in it.
RANDOM_DELAY_MOST_S = 0.03
POLL_S = 0.005
CRASH_DEADLINE_S = 15


@dataclass(frozen=True)
class Kill:
    """`in_flight`: posts that had been sent and had no answer when the process was gone."""

    how: str
    acked: int
    in_flight: int


def schedule(rng: random.Random) -> list[str]:
    """In an order of the seed; the replay not first, for it needs something to replay."""
    kills = [*CRASH_POINTS, RANDOM, RANDOM, RANDOM]
    rng.shuffle(kills)
    if kills[0] == "replay":
        kills.append(kills.pop(0))
    return kills


class Injector:
    """Kills and restarts processes as the writers come along.

    `bring_latecomer` starts a reader from the first event, for a replay to die in.
    """

    def __init__(
        self,
        cluster: Cluster,
        writers: Sequence[ChatClient],
        recorder: Recorder,
        rng: random.Random,
        bring_latecomer: Callable[[], None],
    ) -> None:
        self.kills: list[Kill] = []
        self.done = False
        self._cluster, self._writers = cluster, writers
        self._recorder, self._rng = recorder, rng
        self._bring_latecomer = bring_latecomer

    async def run(self, messages: int) -> None:
        """Spreads the kills evenly over a run of so many acknowledged messages."""
        plan = schedule(self._rng)
        for number, how in enumerate(plan, start=1):
            await self._until_acked(number * messages // (len(plan) + 1))
            self._recorder.fault(f"arms a kill {how}")
            if how == RANDOM:
                await self._kill_at_random()
            else:
                await self._crash(how)
            await self._note_and_restart(how)
        self.done = True

    @property
    def acked(self) -> int:
        return sum(writer.acked for writer in self._writers)

    @property
    def in_flight(self) -> int:
        return sum(writer.unanswered for writer in self._writers)

    async def _kill_at_random(self) -> None:
        """A process that a writer talks to, while it is waiting for answers."""
        await asyncio.sleep(self._rng.uniform(0, RANDOM_DELAY_MOST_S))
        await self._until(lambda: any(self._busy()))
        await asyncio.to_thread(self._rng.choice(self._busy()).kill)

    def _busy(self) -> list[AppServer]:
        urls = [writer.url for writer in self._writers if writer.unanswered]
        return [server for server in self._cluster.servers if server.ws_url() in urls]

    async def _crash(self, point: str) -> None:
        self._cluster.arm(point)
        if point == "replay":
            self._bring_latecomer()
        try:
            async with asyncio.timeout(CRASH_DEADLINE_S):
                await self._until(self._cluster.dead)
        except TimeoutError:
            raise AssertionError(f"No process came to the crash point {point}.") from None

    async def _note_and_restart(self, how: str) -> None:
        self._recorder.fault(f"SIGKILL {how}")
        self.kills.append(Kill(how, self.acked, self.in_flight))
        for server in self._cluster.dead():
            await asyncio.to_thread(server.start)
            self._recorder.fault("the process is up again")

    async def _until_acked(self, mark: int) -> None:
        await self._until(lambda: self.acked >= mark)

    async def _until(self, condition: Callable[[], object]) -> None:
        while not condition():  # noqa: ASYNC110 - a process that dies sets no event
            await asyncio.sleep(POLL_S)
