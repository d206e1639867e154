"""One fault from a little before it until everybody is whole again, and a little longer."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from random import Random

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Fault, Where
from tests.chaos.outages.newcomer import Told, told
from tests.servers.people import Visitor


@dataclass(frozen=True)
class Size:
    """`held_s`: how long a fault lasts at most; for as long as it asks for, if that is less.

    `gone_s`: how long that with which nothing can be committed, if it lasts: longer than any single
    time-out. `calm_s`: before each, to know it from the one before; `after_s`: counted as its own.
    """

    connections: int
    held_s: float = 10.0
    gone_s: float = 8.0
    calm_s: float = 0.5
    after_s: float = 0.5
    newcomers: bool = True


@dataclass(frozen=True)
class Spell:
    """When it was, by the recorder's clock: `began` and `healing` lie within the fault.

    `told`: what somebody heard who came meanwhile; None where nobody did.
    """

    before_ns: int
    began_ns: int
    healing_ns: int
    healed_ns: int
    over_ns: int
    told: Told | None = None

    @property
    def held_s(self) -> float:
        return (self.healing_ns - self.began_ns) / 1e9


async def play(
    fault: Fault[Where],
    site: Where,
    recorder: Recorder,
    rng: Random,
    size: Size,
    newcomer: Visitor,
    is_whole: Callable[[], Awaitable[None]],
) -> Spell:
    before_ns = time.monotonic_ns()
    await asyncio.sleep(size.calm_s)
    recorder.fault(fault.name, "began")
    coming: asyncio.Task[Told] | None = None
    async with _in_a_thread(fault.apply(site, rng, recorder)):
        began_ns = time.monotonic_ns()
        if size.newcomers and fault.unreadable:
            coming = asyncio.create_task(told(newcomer, site.ws_url))
        await asyncio.sleep(_held_s(fault, size))
        healing_ns = time.monotonic_ns()
    healed_ns = time.monotonic_ns()
    recorder.fault(fault.name, "healed")
    await is_whole()
    await asyncio.sleep(size.after_s)
    heard = await coming if coming else None
    over_ns = time.monotonic_ns()
    return Spell(before_ns, began_ns, healing_ns, healed_ns, over_ns, heard)


@asynccontextmanager
async def _in_a_thread(applied: AbstractContextManager[None]) -> AsyncIterator[None]:
    """It is healed whatever happens, also where this is cancelled while it begins."""
    beginning = asyncio.create_task(asyncio.to_thread(applied.__enter__))
    try:
        await asyncio.shield(beginning)
        yield
    finally:
        await asyncio.wait([beginning])
        if beginning.exception() is None:
            await asyncio.to_thread(applied.__exit__, None, None, None)


def _held_s(fault: Fault[Where], size: Size) -> float:
    longest_s = fault.held_s[1]
    return size.gone_s if longest_s and fault.commits is False else min(longest_s, size.held_s)
