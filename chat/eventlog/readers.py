"""Threads that read, so that a slow query never holds up a commit or a heartbeat."""

import logging
from collections.abc import Callable
from concurrent.futures import wait
from typing import ParamSpec, TypeVar

from chat.eventlog.lane import DEADLINE_S, Lane
from chat.trouble import Trouble

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Readers:
    """Lanes, so that people who wait in one do not wait for another.

    `log` serves replays and what a welcome says, `pages` old messages, `logins` who a new
    connection is, `heads` the hub's own small reads, on which delivery between processes
    depends, and `presence` this process's lease, which it writes there as well: what is said in
    it twice means the same. All raise django.db.Error.
    """

    def __init__(self) -> None:
        self._log = _lane("log", 4)
        self._pages = _lane("pages", 2)
        self._logins = _lane("logins", 2)
        self._heads = _lane("heads", 1)
        self._presence = _lane("presence", 1)

    async def log(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._log.read(read, *args, **kwargs)

    async def pages(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._pages.read(read, *args, **kwargs)

    async def logins(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._logins.read(read, *args, **kwargs)

    async def heads(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._heads.read(read, *args, **kwargs)

    async def presence(self, exchange: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._presence.read(exchange, *args, **kwargs)

    def stop(self) -> None:
        """Returns once what is being read is read, or hangs."""
        lanes = (self._log, self._pages, self._logins, self._heads, self._presence)
        wait(set().union(*(lane.stop() for lane in lanes)), timeout=DEADLINE_S)


def _lane(name: str, threads: int) -> Lane:
    """With a trouble of its own: slow pages say nothing of the others."""
    what = f"The database, asked for {name},"
    return Lane(name, threads, Trouble(logger, what, "what is asked of it is asked again"))
