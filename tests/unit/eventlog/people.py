"""Fixtures of tests that reach the log: Alice owns the Kitchen, Bob is in it, Charlie is not.

Imported by the conftest.py of each folder that needs them.
"""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from pytest_django import DjangoDbBlocker

from chat import actions
from chat.eventlog import reading, writer
from chat.models import Person, Room
from chat.protocol.position import Position

# What a test may have filled; the rest is as migrations left it.
TABLES = [
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in {"admin", "chat", "sessions"}
]


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """As pytest-django's, but emptied in one commit instead of ten: half of these tests' time."""
    assert connection.settings_dict["NAME"] == connection.settings_dict["TEST"]["NAME"]
    with django_db_blocker.unblock():
        yield
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), TABLES))


@pytest.fixture(autouse=True)
def committed_data(transactional_db: None) -> Iterator[None]:
    """The writer has a connection of its own: it sees only what is committed, and is stopped."""
    yield
    writer.stop()


@pytest.fixture
def alice() -> Person:
    return Person.objects.create_guest("Alice")


@pytest.fixture
def bob() -> Person:
    return Person.objects.create_guest("Bob")


@pytest.fixture
def charlie() -> Person:
    return Person.objects.create_guest("Charlie")


@pytest.fixture
def kitchen(alice: Person, bob: Person) -> Room:
    made = actions.create_room(alice, "Kitchen").result()
    actions.join(bob, made.room_id).result()
    return Room.objects.get(pk=made.room_id)


@pytest.fixture
def attic(alice: Person) -> Room:
    """Private: only Alice is in it."""
    made = actions.create_room(alice, "Attic", Room.Kind.PRIVATE).result()
    return Room.objects.get(pk=made.room_id)


@pytest.fixture
def say(alice: Person, kitchen: Room) -> Callable[..., Position]:
    """`say(body, …)`: Alice posts them in the Kitchen; returns the head after."""

    def say(*bodies: str, room: Room = kitchen) -> Position:
        futures = [actions.post(alice, uuid4(), room.pk, body) for body in bodies]
        for future in futures:
            future.result()
        return reading.head(room.pk)

    return say
