"""Connections that died while they waited in the pool: a restarted database leaves only those."""

from collections.abc import Callable
from traceback import clear_frames
from typing import TypeVar

from django.db import Error, InterfaceError, OperationalError, connection
from psycopg_pool import PoolTimeout

T = TypeVar("T")

# PostgreSQL's classes of errors that end a connection (its manual, appendix A): connection
# exceptions, and shutdown, crash or an administrator's order. None: it said nothing any more.
ENDS = ("08", "57P")


def read_again_if_lost(read: Callable[[], T]) -> T:
    """What `read` returns; if its connection turns out to be dead, from a new one.

    Only for what changes nothing. Raises django.db.Error as `read` does.
    """
    try:
        return read()
    except (OperationalError, InterfaceError) as error:
        if not was_lost(error):
            raise
    replace_lost()
    return read()


def was_lost(error: BaseException) -> bool:
    """Whether a connection of the pool broke; not, that none could be had."""
    if connection.vendor != "postgresql" or isinstance(error.__cause__, PoolTimeout):
        return False
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(ENDS)


def replace_lost() -> None:
    """Let go of this thread's connection, and of those in the pool that died with it."""
    connection.close()
    if pool := getattr(connection, "pool", None):
        pool.check()


def usable() -> bool:
    """Whether this thread's connection, or else a new one, can be used."""
    connection.close_if_unusable_or_obsolete()
    try:
        if connection.connection is None:
            replace_lost()
        connection.ensure_connection()
    except Error:
        return False
    return True


def let_go_of_cursors(error: BaseException) -> None:
    """Free what the frames of an error hold, now and on the thread of the connection.

    Django leaves them in a cycle. The collector frees it later on whatever thread it runs, which
    on SQLite then waits for that connection: the event loop stood still for as long as the
    writer waited for a lock.
    """
    link: BaseException | None = error
    while link is not None:
        clear_frames(link.__traceback__)
        link = link.__cause__ or link.__context__
