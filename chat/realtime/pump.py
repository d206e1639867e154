"""One a session: does what needs the database, one thing after another, within the credit."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from django.db import Error

logger = logging.getLogger(__name__)

# How soon to ask again a database that did not answer.
RETRY_S = 1.0


class Work(Protocol):
    async def step(self) -> bool:
        """Do a bounded part of it; True if there is more to do. May raise django.db.Error."""


class Pump:
    def __init__(self, failed: Callable[[Exception], None]) -> None:
        self._failed = failed
        self._waiting: dict[Work, None] = {}  # in their order, each once
        self._task: asyncio.Task[None] | None = None

    def add(self, work: Work) -> None:
        """Once, however often it is asked for before its turn."""
        self._waiting[work] = None
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def drop(self, work: Work) -> None:
        """It need not be done any more."""
        self._waiting.pop(work, None)

    async def done(self) -> None:
        """Returns once nothing waits any more."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def stop(self) -> None:
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while self._waiting:
            work = next(iter(self._waiting))
            del self._waiting[work]
            if await self._step(work):
                self.add(work)

    async def _step(self, work: Work) -> bool:
        try:
            return await work.step()
        except Error as error:
            logger.debug("The log cannot be read now: %s", error)
            await asyncio.sleep(RETRY_S)
            return True
        except Exception as error:  # a fault of ours: the session ends, the process goes on
            self._failed(error)
            return False
