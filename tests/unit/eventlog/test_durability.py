"""The server does not start on a database that may lose what it has committed."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from chat.eventlog import durability
from chat.eventlog.intention import Answer, Intention
from chat.eventlog.transaction import Transaction
from chat.eventlog.writer import writer
from chat.models import Person
from tests.unit.eventlog.stopped_writer import DEADLINE_S


@pytest.fixture
def synchronous() -> Iterator[Callable[[str], None]]:
    """`synchronous("OFF")` sets it on this thread's connection, for this test."""

    def set_to(level: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={level}")

    yield set_to
    connection.close()


def test_as_it_is_set_up_a_commit_is_kept() -> None:
    assert durability.settings_found(connection) == {"synchronous": "FULL"}
    assert durability.lossy(connection) == []
    durability.demand(connection)


@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_a_database_that_may_lose_a_commit_is_refused_and_named(
    synchronous: Callable[[str], None], level: str
) -> None:
    synchronous(level)

    with pytest.raises(ImproperlyConfigured, match=r"synchronous=\d.*ALLOW_LOSS=1"):
        durability.demand(connection)


@pytest.mark.parametrize("level", ["FULL", "EXTRA"])
def test_a_database_that_keeps_commits_is_taken(
    synchronous: Callable[[str], None], level: str
) -> None:
    synchronous(level)

    durability.demand(connection)


def test_who_was_told_to_allow_loss_may_start(
    synchronous: Callable[[str], None], settings: Settings
) -> None:
    synchronous("OFF")
    settings.ALLOW_LOSS = True

    durability.demand(connection)


class Look(Intention):
    """Looks at the settings of the writer's own connection, where they count."""

    remembered = False
    even_inactive = True  # nobody is no person of the database

    def __init__(self) -> None:
        super().__init__(Person(pk=0, name="nobody"), uuid4())
        self.seen: dict[str, Any] = {}

    def meant(self) -> object:
        return None

    def decide(self, transaction: Transaction) -> Answer:
        self.seen = durability.settings_found(connection)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            self.seen["journal_mode"] = cursor.fetchone()[0]
        return Answer(0, 0, 0)


def test_the_writers_own_connection_flushes_every_commit() -> None:
    look = Look()
    future: Future[Answer] = writer().submit(look)
    future.result(DEADLINE_S)

    assert look.seen == {"synchronous": "FULL", "journal_mode": "wal"}
