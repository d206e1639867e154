"""Threads that read, so that a slow query never holds up a commit or a heartbeat."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, reset_queries

P = ParamSpec("P")
T = TypeVar("T")


class Readers:
    """Lanes, so that people who wait in one do not wait for another.

    `log` serves replays and what a welcome says, `pages` old messages, `logins` who a new
    connection is, and `heads` the hub's own small reads, on which delivery between processes
    depends.
    """

    def __init__(self) -> None:
        self._log = ThreadPoolExecutor(4, "eventlog-reader")
        self._pages = ThreadPoolExecutor(2, "page-reader")
        self._logins = ThreadPoolExecutor(2, "login-reader")
        self._heads = ThreadPoolExecutor(1, "head-reader")

    async def log(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await _in(self._log, read, *args, **kwargs)

    async def pages(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await _in(self._pages, read, *args, **kwargs)

    async def logins(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await _in(self._logins, read, *args, **kwargs)

    async def heads(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await _in(self._heads, read, *args, **kwargs)

    def stop(self) -> None:
        """Returns once what is being read is read."""
        for lane in (self._log, self._pages, self._logins, self._heads):
            lane.shutdown(cancel_futures=True)


async def _in(
    lane: ThreadPoolExecutor, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    def with_fresh_connection() -> T:
        close_old_connections()
        try:
            return read(*args, **kwargs)
        finally:
            close_old_connections()
            reset_queries()  # with DEBUG on, Django keeps what was run, for ever

    return await asyncio.get_running_loop().run_in_executor(lane, with_fresh_connection)
