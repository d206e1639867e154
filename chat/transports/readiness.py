"""Whether this process should get new connections, and if not fully, why: `/readyz`."""

import asyncio
import logging
from collections.abc import Callable
from threading import Thread

from django.db import Error, connection
from msgspec import Struct

from chat import runtime

logger = logging.getLogger(__name__)

# Whoever asks gives up after 1 s, mostly.
PATIENCE_S = 0.8
# Many may ask; the database is asked this often at most.
FRESH_S = 1.0


class State(Struct):
    """`status` is ok, degraded, draining or down; `reasons` are in English, for operators."""

    status: str
    reasons: list[str]

    @property
    def ready(self) -> bool:
        return self.status in {"ok", "degraded"}


class Readiness:
    """Never waits for a database that hangs: its check goes on in a thread of its own."""

    def __init__(self, check: Callable[[], None] | None = None) -> None:
        self._check = check or check_database
        self._checking: asyncio.Task[str | None] | None = None
        self._checked_at = 0.0

    async def state(self) -> State:
        if runtime.draining:
            return State("draining", ["This process is about to stop."])
        if trouble := await self._database_trouble():
            return State("down", [trouble])
        hints = runtime.services().hints
        if not hints.healthy:
            return State("degraded", ["The channel layer does not answer: delivery is slower."])
        if not hints.proven:
            return State("degraded", ["The channel layer has not answered yet."])
        return State("ok", [])

    async def _database_trouble(self) -> str | None:
        now = asyncio.get_running_loop().time()
        if self._checking is None or (self._checking.done() and now - self._checked_at >= FRESH_S):
            self._checked_at = now
            self._checking = asyncio.create_task(self._ask_database())
        done, _ = await asyncio.wait([self._checking], timeout=PATIENCE_S)
        return self._checking.result() if done else "The database does not answer in time."

    async def _ask_database(self) -> str | None:
        """In a daemon thread: one that hangs does not hold up the end of the process."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[str | None] = loop.create_future()

        def ask() -> None:
            trouble = self._trouble()
            if not loop.is_closed():
                loop.call_soon_threadsafe(answered.set_result, trouble)

        Thread(target=ask, name="readiness", daemon=True).start()
        return await answered

    def _trouble(self) -> str | None:
        try:
            self._check()
        except Error:  # its words may name hosts and people, and anybody may read this answer
            return "The database does not answer."
        except Exception:
            logger.exception("The readiness check failed")
            return "The readiness check failed."
        return None


def check_database() -> None:
    """Raises django.db.Error if the database cannot be asked the simplest question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()  # the thread ends with its question
