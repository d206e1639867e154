"""One cell of the matrix: so many people of whom one kind of revocation is measured."""

import asyncio
import itertools
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from tests.chaos.revocation.kinds import TOLD, put_off, revoke
from tests.chaos.revocation.site import Site, Victim, newcomer, until

# What is promised, and how long somebody listens for events that should not come.
LIMIT_S = 2.0
DEADLINE_S = 30.0
LISTENED_AFTER_S = 1.0

_numbers = itertools.count(1)


@dataclass
class Cell:
    kind: str
    same: bool  # whether the victims are connected to the process at which it is done
    redis: bool
    victims: Sequence[Victim]

    @property
    def slowest_s(self) -> float:
        """To the last event, or to the end of the connection: whatever came later."""
        return max(max(victim.slow_s, victim.told_s) for victim in self.victims)

    @property
    def whole(self) -> bool:
        """Whether all heard events until told, the right thing and in time, and none after."""
        told = {victim.told for victim in self.victims}
        heard = all(victim.heard_to_the_end for victim in self.victims)
        return heard and not self.late and self.slowest_s <= LIMIT_S and told == {TOLD[self.kind]}

    @property
    def late(self) -> int:
        """How many got an event after they were told, or too late."""
        return sum(
            (victim.last_event_at or 0) > (victim.told_at or 0) or victim.slow_s > LIMIT_S
            for victim in self.victims
        )

    def __str__(self) -> str:
        where = "same" if self.same else "other"
        redis = "up" if self.redis else "down"
        told = ", ".join(sorted({str(victim.told) for victim in self.victims}))
        return (
            f"{self.kind:16} {where:5} {redis:4} {self.slowest_s:5.2f} s, "
            f"late: {self.late}, told: {told}"
        )


async def measure(site: Site, kind: str, *, same: bool, redis: bool, people: int) -> Cell:
    """Everybody connects and hears something; then it is done to one after the other."""
    names = [f"{kind} {next(_numbers)}" for _ in range(people)]
    victims = [await asyncio.to_thread(newcomer, site, name) for name in names]
    app = site.here if same else site.there
    async with AsyncExitStack() as listening:
        async with put_off(site, kind, victims):
            for victim in victims:
                await listening.enter_async_context(victim.listening(app, site.room))
            await until(lambda: all(victim.events for victim in victims), DEADLINE_S, "events")
        for victim in victims:
            await asyncio.to_thread(revoke, site, kind, victim)
        await until(lambda: all(victim.done for victim in victims), DEADLINE_S, kind)
        await asyncio.sleep(LISTENED_AFTER_S)
    return Cell(kind, same, redis, victims)
