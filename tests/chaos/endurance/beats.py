"""Many sockets that beat, and how long the slowest pong took."""

import asyncio
import itertools
from collections.abc import Sequence
from typing import NamedTuple

from tests.chaos.endurance.lateness import Lateness
from tests.servers.wire import Wire

BEAT_S = 1.0
PONG_DEADLINE_S = 8.0
# A measurement counts if that much of its time at most went to waiting for a processor.
LATE_SHARE = 0.5
# A neighbour's burst of work passes; a machine that is busy all the time cannot measure this.
TAKES = 5


class NoVerdictError(AssertionError):
    """The machine was too busy for the figures to mean anything, every time."""


class Pong(NamedTuple):
    """When the ping was sent and when the pong was there, on the loop's clock."""

    sent: float
    received: float


class Choir:
    """Sockets that said hello to the server `pid`. Their beats are spread evenly over a second."""

    def __init__(self, wires: Sequence[Wire], pid: int) -> None:
        self._wires, self._pid = wires, pid
        self._numbers = itertools.count(1)

    async def worst_pong_s(self, rounds: int) -> float:
        """How long the slowest pong took when each socket beats `rounds` times.

        The time that the machine kept us or the server waiting is taken off.

        Raises NoVerdictError if that part was too large each time it was tried.
        """
        late = []
        for _ in range(TAKES):
            lateness = Lateness(self._pid)
            pongs = await self._take(rounds, lateness)
            began, ended = pongs[0].sent, max(pong.received for pong in pongs)
            if lateness.within(began, ended) <= LATE_SHARE * (ended - began):
                return max(pong.received - pong.sent - lateness.within(*pong) for pong in pongs)
            late.append(f"{lateness.worst_s * 1000:.0f} ms")
        raise NoVerdictError(
            "No verdict: the load generator, or the server, waited for a processor for as long as "
            f"{', '.join(late)}. Let the machine come to rest, then again."
        )

    async def _take(self, rounds: int, lateness: Lateness) -> list[Pong]:
        apart_s = BEAT_S / len(self._wires)
        watching = asyncio.create_task(lateness.watch())
        try:
            async with asyncio.TaskGroup() as group:
                beating = [
                    group.create_task(self._beat(wire, at * apart_s, rounds))
                    for at, wire in enumerate(self._wires)
                ]
        finally:
            watching.cancel()
        return [pong for task in beating for pong in task.result()]

    async def _beat(self, wire: Wire, start_s: float, rounds: int) -> list[Pong]:
        loop = asyncio.get_running_loop()
        due, pongs = loop.time() + start_s, []
        for n in itertools.islice(self._numbers, rounds):
            await asyncio.sleep(due - loop.time())
            sent = loop.time()
            await wire.send({"type": "ping", "n": n})
            await wire.expect("pong", PONG_DEADLINE_S, n=n)
            pongs.append(Pong(sent, loop.time()))
            due += BEAT_S
        return pongs
