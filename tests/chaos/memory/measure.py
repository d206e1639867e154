"""How much more a process holds while it is attacked than one that is not, in the same minute."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.memory.attackers import ATTACKS, keep_on
from tests.chaos.memory.calm import post_along, read_along, warm_up
from tests.chaos.memory.servers import Make, Target

SAMPLE_S = 0.25
# What is held is the least of so many samples in a row: what ordinary work takes for a moment and
# gives back is not counted, what stays is.
WINDOW = 12
# Calm is when no process holds more or less than a window ago.
CALM_BYTES = 256 * 1024
CALM_WITHIN_S = 90.0
# What was worse than this need not be known more exactly: the attack ends, the machine is spared.
ENOUGH_BYTES = 256 * 1024 * 1024
RUSH_WARM_UP_S = 1.0
MIB = 1024 * 1024


@dataclass(frozen=True)
class Growth:
    """Bytes more than the calm process grew by in the same time."""

    name: str
    most: int
    at_the_end: int
    after_s: float  # how long it was attacked: less than asked for if it passed ENOUGH_BYTES

    def __str__(self) -> str:
        most, end = self.most / MIB, self.at_the_end / MIB
        return f"{self.name}: most {most:.2f} MiB, at the end {end:.2f} MiB, {self.after_s:.0f} s"


class Watched:
    def __init__(self, target: Target) -> None:
        self.target = target
        self._samples: deque[int] = deque(maxlen=2 * WINDOW)
        self._before = 0

    async def watch(self) -> None:
        while True:
            self._samples.append(self.target.held_bytes())
            await asyncio.sleep(SAMPLE_S)

    def begin(self) -> None:
        """Growth is counted from here."""
        self._before = self._held()

    @property
    def is_calm(self) -> bool:
        earlier = [*self._samples][:-WINDOW]
        return len(earlier) == WINDOW and abs(self._held() - min(earlier)) <= CALM_BYTES

    @property
    def growth(self) -> int:
        return self._held() - self._before

    def _held(self) -> int:
        return min([*self._samples][-WINDOW:])


async def compare(make: Make, folder: Path, names: Sequence[str], attack_s: float) -> list[Growth]:
    """One process for each attack and one that is left in peace, all at once."""
    async with AsyncExitStack() as stack:
        targets = []
        for number in range(len(names) + 1):
            own = folder / str(number)
            own.mkdir(parents=True)
            targets.append(stack.enter_context(make(own)))
        await asyncio.gather(*(warm_up(target) for target in targets))
        for target in targets:
            for work in (read_along(target), read_along(target), post_along(target)):
                await stack.enter_async_context(running(work))
        control, *attacked = watched = [Watched(target) for target in targets]
        for one in watched:
            await stack.enter_async_context(running(one.watch()))
        await _calmed_down(watched)
        growths = (
            _attack(name, one, control, attack_s) for name, one in zip(names, attacked, strict=True)
        )
        return await asyncio.gather(*growths)


async def rush(target: Target, attack_s: float) -> int:
    """Bytes it grew by while attacked in all ways at once, after a first second of the same."""
    async with AsyncExitStack() as stack:
        for attack in ATTACKS.values():
            await stack.enter_async_context(running(keep_on(target, attack)))
        await stack.enter_async_context(running(post_along(target)))
        await asyncio.sleep(RUSH_WARM_UP_S)
        before = target.held_bytes()
        await asyncio.sleep(attack_s)
        return target.held_bytes() - before


async def _calmed_down(watched: Sequence[Watched]) -> None:
    async with asyncio.timeout(CALM_WITHIN_S):
        while True:
            await asyncio.sleep(SAMPLE_S)
            if all(one.is_calm for one in watched):
                break
    for one in watched:
        one.begin()


async def _attack(name: str, one: Watched, control: Watched, attack_s: float) -> Growth:
    loop = asyncio.get_running_loop()
    began, growth = loop.time(), [0]
    async with running(keep_on(one.target, ATTACKS[name])) as attack:
        while loop.time() - began < attack_s and growth[-1] < ENOUGH_BYTES:
            await asyncio.sleep(SAMPLE_S)
            assert not attack.done(), attack.exception()
            growth.append(one.growth - control.growth)
    return Growth(name, max(growth), growth[-1], loop.time() - began)


@asynccontextmanager
async def running(work: Coroutine[None, None, None]) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
