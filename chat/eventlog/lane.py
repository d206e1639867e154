"""A few threads that read the database, one after the other, for callers who wait a bounded time.

What is asked of a database that hangs or is gone is answered all the same: with django.db.Error.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    reset_queries,
)

from chat import metrics
from chat.eventlog.lost_connection import let_go_of_cursors, read_again_if_lost
from chat.eventlog.patience import STATEMENT_TIMEOUT_MS
from chat.trouble import Trouble

P = ParamSpec("P")
T = TypeVar("T")

# The database gives up a statement before this, unless nothing is heard of it at all.
DEADLINE_S = STATEMENT_TIMEOUT_MS / 1000 + 1


class Turn:
    """One read's; the times are monotonic."""

    def __init__(self) -> None:
        self.asked_at_s = monotonic()
        self.begun_at_s = 0.0  # 0: it waits for a thread


class Lane:
    """`trouble` is told of every error of the database and of every answer."""

    def __init__(self, name: str, threads: int, trouble: Trouble) -> None:
        self._trouble = trouble
        self._waiting = metrics.readers_waiting.labels(name)
        self._threads, self._size = ThreadPoolExecutor(threads, f"{name}-reader"), threads
        self._asked: set[Future[Any]] = set()
        self._begun: set[Turn] = set()  # one for each thread that is at work
        self._unreachable_at_s = 0.0  # monotonic, when a thread last got no connection
        self._stopped = False

    async def read(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Raises django.db.Error, DEADLINE_S after a thread has begun with it whatever the database
        does. Who waits in line is told so only while every thread is late.
        """
        turn = Turn()
        work = self._submit(turn, partial(read, *args, **kwargs))
        try:
            with self._waiting.track_inprogress():
                found = await self._answer(turn, asyncio.wrap_future(work))
        except (OperationalError, InterfaceError) as error:
            self._trouble.report(error)
            raise
        self._trouble.over()
        return found

    async def _answer(self, turn: Turn, work: "asyncio.Future[T]") -> T:
        try:
            while not work.done():
                left_s = self._left_s(turn)
                if left_s <= 0:
                    raise OperationalError(f"no answer within {DEADLINE_S:g} s")
                await asyncio.wait([work], timeout=left_s)
            return work.result()
        finally:
            work.cancel()  # nobody waits for it any more

    def _left_s(self, turn: Turn) -> float:
        """How long this may take still. In line that is until every thread is late."""
        now, at_work = monotonic(), list(self._begun)
        since = turn.begun_at_s
        if not since:
            full = len(at_work) == self._size
            since = max(other.begun_at_s for other in at_work) if full else now
        return since + DEADLINE_S - now

    def stop(self) -> "set[Future[Any]]":
        """Nothing more is begun. Returns what is being read."""
        self._stopped = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        return set(self._asked)

    def _submit(self, turn: Turn, read: Callable[[], T]) -> "Future[T]":
        if self._stopped:  # a hole may be found while the process leaves
            raise OperationalError("this process leaves: nothing more is read")
        work = self._threads.submit(self._on_a_thread, turn, read)
        self._asked.add(work)
        work.add_done_callback(self._asked.discard)
        return work

    def _on_a_thread(self, turn: Turn, read: Callable[[], T]) -> T:
        if turn.asked_at_s < self._unreachable_at_s:  # found out while this one waited
            raise OperationalError("no connection could be had for the one before")
        turn.begun_at_s = monotonic()
        self._begun.add(turn)
        close_old_connections()
        try:
            self._connect()
            return read_again_if_lost(read)
        except Exception as error:
            let_go_of_cursors(error)
            raise
        finally:
            self._begun.discard(turn)
            close_old_connections()
            reset_queries()  # with DEBUG on, Django keeps what was run, for ever

    def _connect(self) -> None:
        try:
            connection.ensure_connection()
        except OperationalError:
            self._unreachable_at_s = monotonic()
            raise
