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


class Lane:
    """`trouble` is told of every error of the database and of every answer."""

    def __init__(self, name: str, threads: int, trouble: Trouble) -> None:
        self._name, self._trouble = name, trouble
        self._threads = ThreadPoolExecutor(threads, f"{name}-reader")
        self._reading: set[Future[Any]] = set()
        self._unreachable_at_s = 0.0  # monotonic, when a thread last got no connection

    async def read(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Raises django.db.Error, within DEADLINE_S whatever the database does."""
        work = self._submit(partial(read, *args, **kwargs))
        try:
            with metrics.readers_waiting.labels(self._name).track_inprogress():
                async with asyncio.timeout(DEADLINE_S):
                    found = await asyncio.wrap_future(work)
        except TimeoutError:
            error = OperationalError(f"no answer within {DEADLINE_S:g} s")
            self._trouble.report(error)
            raise error from None
        except (OperationalError, InterfaceError) as error:
            self._trouble.report(error)
            raise
        self._trouble.over()
        return found

    def stop(self) -> "set[Future[Any]]":
        """Nothing more is begun. Returns what is being read."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        return set(self._reading)

    def _submit(self, read: Callable[[], T]) -> "Future[T]":
        work = self._threads.submit(self._on_a_thread, monotonic(), read)
        self._reading.add(work)
        work.add_done_callback(self._reading.discard)
        return work

    def _on_a_thread(self, asked_at_s: float, read: Callable[[], T]) -> T:
        if asked_at_s < self._unreachable_at_s:  # found out while this one waited for its turn
            raise OperationalError("no connection could be had for the one before")
        close_old_connections()
        try:
            self._connect()
            return read_again_if_lost(read)
        except Exception as error:
            let_go_of_cursors(error)
            raise
        finally:
            close_old_connections()
            reset_queries()  # with DEBUG on, Django keeps what was run, for ever

    def _connect(self) -> None:
        try:
            connection.ensure_connection()
        except OperationalError:
            self._unreachable_at_s = monotonic()
            raise
