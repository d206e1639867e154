"""What a restarted database leaves in the pool is found at the first try, and costs one."""

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from chat.eventlog import lost_connection
from chat.eventlog.lost_connection import read_again_if_lost, usable


def _lost(sqlstate: str | None) -> OperationalError:
    """As Django raises it over psycopg."""
    error = OperationalError("lost")
    error.__cause__ = psycopg.OperationalError("lost")
    error.__cause__.sqlstate = sqlstate
    return error


def _no_connection_in_time() -> OperationalError:
    error = OperationalError("no connection")
    error.__cause__ = PoolTimeout("no connection")
    return error


class Pooled:
    """A thread's connection to PostgreSQL, from a pool."""

    vendor = "postgresql"
    connection = None

    def __init__(self) -> None:
        self.done: list[str] = []
        self.pool = self

    def close(self) -> None:
        self.done.append("close")

    def check(self) -> None:
        self.done.append("check")

    def close_if_unusable_or_obsolete(self) -> None:
        """It was, and is closed."""

    def ensure_connection(self) -> None:
        self.done.append("ensure")


@pytest.mark.parametrize("sqlstate", [None, "57P01", "08006"])
def test_a_read_over_a_connection_that_died_in_the_pool_is_done_again_over_a_new_one(
    monkeypatch: pytest.MonkeyPatch, sqlstate: str | None
) -> None:
    pooled = Pooled()
    monkeypatch.setattr(lost_connection, "connection", pooled)
    outcomes: list[OperationalError | str] = [_lost(sqlstate), "found"]

    def read() -> str:
        outcome = outcomes.pop(0)
        if isinstance(outcome, OperationalError):
            raise outcome
        return outcome

    assert read_again_if_lost(read) == "found"
    assert pooled.done == ["close", "check"]


@pytest.mark.parametrize("error", [_lost("57014"), _lost("55P03"), _no_connection_in_time()])
def test_what_took_too_long_is_not_read_again(
    monkeypatch: pytest.MonkeyPatch, error: OperationalError
) -> None:
    monkeypatch.setattr(lost_connection, "connection", Pooled())
    tries = []

    def read() -> None:
        tries.append(1)
        raise error

    with pytest.raises(OperationalError):
        read_again_if_lost(read)
    assert len(tries) == 1


def test_after_a_commit_over_a_dead_connection_the_next_is_none_that_died_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pooled = Pooled()
    monkeypatch.setattr(lost_connection, "connection", pooled)

    assert usable()
    assert pooled.done == ["close", "check", "ensure"]


def test_a_connection_that_cannot_even_be_made_is_no_end_of_the_writer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """InterfaceError is no DatabaseError: it once left the thread, and nobody was answered."""

    class Unreachable(Pooled):
        def ensure_connection(self) -> None:
            raise InterfaceError("the driver gave up")

    monkeypatch.setattr(lost_connection, "connection", Unreachable())

    assert usable() is False
