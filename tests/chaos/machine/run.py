"""One run: the crowd talks while the schedule is played, everybody comes to the end."""

import asyncio
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic

import msgspec

from tests.chaos.checker import database
from tests.chaos.checker.history import AnyRecord, Recorder
from tests.chaos.faults.fault import Fault, Where
from tests.chaos.machine.crowd_process import CrowdFailedError, CrowdProcess, running_crowd
from tests.chaos.machine.lag import Lag
from tests.chaos.machine.player import Player
from tests.chaos.machine.real_readers import Kind, RealReaders, running_readers
from tests.chaos.machine.schedule import Turn
from tests.chaos.machine.worker import Ended, Finish, Here, Over, Settled, Task
from tests.chaos.real_clients import BrokenClientError
from tests.servers.app import ROOT, environment

# Nothing was acknowledged for so long, whatever is broken: it hangs.
STUCK_S = 60.0
LOOK_S = 0.5
COME_DEADLINE_S = 60.0
# Of people who wait for an HTTP request that hangs, and then for each other.
SETTLED_DEADLINE_S = 180.0
ENDED_DEADLINE_S = 180.0


class StuckError(AssertionError):
    """Nothing was acknowledged for STUCK_S."""


@dataclass
class Course:
    """What became of a run, apart from its records; `took_s` by the part of it."""

    times: Counter[str] = field(default_factory=Counter)
    took_s: dict[str, float] = field(default_factory=dict)
    unanswered: int = 0
    behind: list[str] = field(default_factory=list)
    # what the product's own client and page did that they never may
    broken: list[str] = field(default_factory=list)
    # what stopped it before its end: of the machine's clients, of a fault
    failures: list[str] = field(default_factory=list)
    # of the clients' process over all; of theirs and this one, where the proxies are, from the last
    # fault on
    lag: Lag = field(default_factory=Lag)
    lags_at_the_end: list[Lag] = field(default_factory=list)


class Run(Generic[Where]):
    """On a site that runs, with real clients of these kinds.

    The machine's own records, and those of the real clients, go to `recorder`.
    """

    def __init__(
        self, site: Where, task: Task, recorder: Recorder, kinds: Sequence[Kind] = ()
    ) -> None:
        self.course = Course()
        self._site: Where = site
        self._task, self._recorder = task, recorder
        self._kinds = kinds
        self._player: Player[Where] = Player(site, recorder)
        self._since_s = time.monotonic()

    async def play(self, lanes: Sequence[Sequence[Turn[Fault[Where]]]], records: Path) -> None:
        """Whatever goes wrong is in `course`; the crowd's records are in the file then."""
        try:
            async with running_crowd(self._task, records) as crowd:
                await crowd.hear(Here, COME_DEADLINE_S)
                async with self._real() as real:
                    self._note("to come in")
                    await self._break_things(crowd, lanes)
                    self._note("with faults")
                    async with self._watched():
                        await self._settle(crowd, real)
                        self._note("to settle")
                        await self._end(crowd, real)
                    self._note("to come to the end")
        except* BrokenClientError as broken:
            self.course.broken.append("".join(traceback.format_exception(broken)))
        except* (CrowdFailedError, StuckError, TimeoutError) as failures:
            self.course.failures.append("".join(traceback.format_exception(failures)))
        self.course.times = self._player.played

    def _real(self) -> AbstractAsyncContextManager[RealReaders]:
        seed = self._task.seed
        return running_readers(self._kinds, self._site.origin, seed, self._recorder)

    async def _break_things(
        self, crowd: CrowdProcess, lanes: Sequence[Sequence[Turn[Fault[Where]]]]
    ) -> None:
        playing = asyncio.create_task(asyncio.to_thread(self._player.play, lanes))
        try:
            while not playing.done():
                await asyncio.wait({playing}, timeout=LOOK_S)
                crowd.look()
                if crowd.silent_s > STUCK_S:
                    raise StuckError(f"{crowd.unanswered} posts wait; on: {self._player.on}")
        finally:
            self._player.end()
            await asyncio.wait({playing})
        if failure := playing.exception():
            self.course.failures.append("".join(traceback.format_exception(failure)))

    async def _settle(self, crowd: CrowdProcess, real: RealReaders) -> None:
        crowd.tell(Over())
        calm = asyncio.create_task(real.whole({}))
        settled = await crowd.hear(Settled, SETTLED_DEADLINE_S)
        self.course.unanswered = settled.unanswered
        self.course.behind += await calm
        await asyncio.to_thread(self._clean_up, settled.closed)

    def _clean_up(self, closed: Sequence[str]) -> None:
        """As a timer does: it ends the erasure of accounts that are closed.

        Whose account an older copy of the database does not know is logged out too: not erased.
        """
        asked = {id: self._recorder.asked("clean_up", id, "erase", id) for id in closed}
        data = self._site.servers[0].folder
        subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "clean_up"],
            env=environment(data, self._site.database_url, None, {}),
            check=True,
            capture_output=True,
        )
        erased = database.erased(self._site.database_url)
        for id, number in asked.items():
            self._recorder.answered(number, "ok" if id in erased else "unknown")

    async def _end(self, crowd: CrowdProcess, real: RealReaders) -> None:
        heads = await asyncio.to_thread(database.heads, self._site.database_url)
        crowd.tell(Finish(heads))
        whole = asyncio.create_task(real.whole(heads))
        ended = await crowd.hear(Ended, ENDED_DEADLINE_S)
        late = await whole
        self.course.behind += ended.behind + late
        await real.end()
        self.course.lag = ended.lag
        self.course.lags_at_the_end.append(ended.lag_at_the_end)
        await crowd.ended()

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        lag = Lag()
        self.course.lags_at_the_end.append(lag)
        watching = asyncio.create_task(lag.watch())
        try:
            yield
        finally:
            watching.cancel()

    def _note(self, part: str) -> None:
        now_s = time.monotonic()
        self.course.took_s[part], self._since_s = now_s - self._since_s, now_s


def play(
    site: Where,
    task: Task,
    lanes: Sequence[Sequence[Turn[Fault[Where]]]],
    folder: Path,
    kinds: Sequence[Kind] = (),
) -> tuple[Course, list[Path]]:
    """Blocks until it is over; the files of its history, in `folder`."""
    own, crowds = folder / "machine.jsonl", folder / "crowd.jsonl"
    encode = msgspec.json.Encoder().encode
    with own.open("wb") as file:

        def keep(record: AnyRecord) -> None:
            file.write(encode(record) + b"\n")

        run = Run(site, task, Recorder(keep=keep), kinds)
        asyncio.run(run.play(lanes, crowds))
    return run.course, [own, crowds]
