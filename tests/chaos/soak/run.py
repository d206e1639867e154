"""The soak itself: people, operators and gauges, all at once, for as long as asked."""

import asyncio
import contextlib
import random
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.chaos.soak.bounds import bound_of
from tests.chaos.soak.flatness import Judged, judge
from tests.chaos.soak.operators import schedule
from tests.chaos.soak.passers_by import PassersBy, TurnedAwayError
from tests.chaos.soak.people import Residents
from tests.chaos.soak.readings import Readings
from tests.chaos.soak.site import SoakSite, running_site
from tests.chaos.soak.twin import Twin

# As many readings as two minutes or an hour need; the database feels no more than one a second.
READINGS, READ_LEAST_S = 360, 1.0
# Each of five accounts once in 100 s, 240 guests an hour, and streams one after the other.
LOG_IN_EVERY_S, GUEST_EVERY_S, STREAM_EVERY_S = 20.0, 15.0, 1.0


@dataclass(frozen=True)
class Report:
    """`gauges` by name, in the order in which they were first read."""

    gauges: Mapping[str, Judged]
    visits: int
    guests: int
    tracebacks: list[str]

    @property
    def growing(self) -> list[str]:
        return [name for name, judged in self.gauges.items() if judged.grows]


def soak(folder: Path, length_s: float, seed: int, readings: Path) -> Report:
    """Blocks for `length_s` seconds, and some for the site to start. `readings` is a new file."""
    with running_site(folder) as site:
        run = Run(site, length_s, random.Random(seed), readings)
        asyncio.run(run.play())
        samples = run.readings.samples()
        gauges = {name: judge(series, bound_of(name)) for name, series in samples.items()}
        return Report(gauges, run.residents.visits, run.passers_by.guests, site.tracebacks())


class Run:
    def __init__(self, site: SoakSite, length_s: float, rng: random.Random, readings: Path) -> None:
        self._site, self._length_s, self._rng = site, length_s, rng
        self.residents, self.passers_by = Residents(site, rng), PassersBy(site, rng)
        self.readings = Readings(site, readings)
        self._over = threading.Event()

    async def play(self) -> None:
        """Whatever ends before the end has failed, and fails this."""
        loop = asyncio.get_running_loop()
        works = self._in_threads(loop)
        with ThreadPoolExecutor(len(works), "soak") as threads:
            lives: list[asyncio.Future[None]] = [
                *self.residents.lives(),
                *(loop.run_in_executor(threads, work) for work in works),
            ]
            try:
                done, _ = await asyncio.wait(
                    lives, timeout=self._length_s, return_when=asyncio.FIRST_COMPLETED
                )
                for life in done:
                    life.result()
                    raise AssertionError(f"{life} came to an end")
            finally:
                self._over.set()
                for life in lives:
                    life.cancel()
                await asyncio.wait(lives)

    def _in_threads(self, loop: asyncio.AbstractEventLoop) -> list[Callable[[], None]]:
        pause_s = max(READ_LEAST_S, self._length_s / READINGS)
        works: list[Callable[[], None]] = [
            self._operate,
            partial(self._again, partial(self.readings.read, loop), pause_s),
            partial(self._again, self.passers_by.log_in, LOG_IN_EVERY_S),
            partial(self._again, self.passers_by.be_a_guest, GUEST_EVERY_S),
        ]
        for turn, (visitor, room) in enumerate(self.residents.by_http):
            twin = Twin(room, random.Random(self._rng.getrandbits(64)), self._over)
            stream = partial(twin.stream, self._site.at(visitor, turn))
            works.append(partial(self._again, stream, STREAM_EVERY_S))
        return works

    def _again(self, do: Callable[[], None], every_s: float) -> None:
        while not self._over.wait(every_s):
            with contextlib.suppress(OSError, TurnedAwayError):  # away for the moment
                do()

    def _operate(self) -> None:
        began_s = time.monotonic()
        for at_s, do in schedule(self._length_s):
            if self._over.wait(began_s + at_s - time.monotonic()):
                return
            do(self._site)
        self._over.wait()
