"""The crowd as the machine's own process sees it: told what to do, asked how it stands."""

import asyncio
import sys
import time
from asyncio import FIRST_COMPLETED
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from tests.chaos.machine.worker import Order, Progress, Report, Task
from tests.servers.app import ROOT

END_DEADLINE_S = 15
# A report has a line for everybody who is behind.
LINE_BYTES_MAX = 1 << 20

Told = TypeVar("Told", bound=Report)


class CrowdFailedError(AssertionError):
    """The clients' process ended by itself: what it said then."""


class CrowdProcess:
    """`acked` and `unanswered` are of a second ago, as all clients together have it."""

    def __init__(self, process: Process, complaints: Path) -> None:
        self.acked = self.unanswered = 0
        self._process, self._complaints = process, complaints
        self._acked_at_s = time.monotonic()
        self._reports: asyncio.Queue[Report] = asyncio.Queue()
        self._listening = asyncio.create_task(self._listen())

    @property
    def silent_s(self) -> float:
        """For how long nothing more was acknowledged."""
        return time.monotonic() - self._acked_at_s

    def tell(self, order: Order) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")

    def look(self) -> None:
        """Raises CrowdFailedError if it is gone."""
        if self._listening.done():
            self._listening.result()

    async def hear(self, kind: type[Told], deadline_s: float) -> Told:
        """The next report, which is of that kind. Raises CrowdFailedError, TimeoutError."""
        heard = asyncio.create_task(self._reports.get())
        await asyncio.wait(
            {heard, self._listening}, timeout=deadline_s, return_when=FIRST_COMPLETED
        )
        if not heard.done():
            heard.cancel()
            self.look()
            raise TimeoutError(f"The crowd has not come to “{kind.__name__}” in {deadline_s} s.")
        report = heard.result()
        assert isinstance(report, kind), report
        return report

    async def ended(self) -> None:
        """By itself, with all records in its file."""
        async with asyncio.timeout(END_DEADLINE_S):
            if await self._process.wait():
                raise CrowdFailedError(self._complaints.read_text())

    async def kill(self) -> None:
        self._listening.cancel()
        if self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), END_DEADLINE_S)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            report = msgspec.json.decode(line, type=Report)
            if isinstance(report, Progress):
                self._note(report)
            else:
                self._reports.put_nowait(report)
        if await self._process.wait():
            raise CrowdFailedError(self._complaints.read_text())

    def _note(self, progress: Progress) -> None:
        if progress.acked > self.acked:
            self._acked_at_s = time.monotonic()
        self.acked, self.unanswered = progress.acked, progress.unanswered


@asynccontextmanager
async def running_crowd(task: Task, records: Path) -> AsyncIterator[CrowdProcess]:
    """A started process with its task; ended by its pid, whatever happened in between."""
    complaints = records.with_suffix(".stderr")
    with complaints.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.chaos.machine.worker", str(records)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=stderr,
            cwd=ROOT,
            limit=LINE_BYTES_MAX,
        )
    crowd = CrowdProcess(process, complaints)
    try:
        crowd.tell(task)
        yield crowd
    finally:
        await crowd.kill()
