"""Alice owns the Kitchen, Bob is in it, Charlie is a stranger to it."""

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from chat import actions
from chat.models import Membership, Person, Room
from chat.models.room import DEFAULT_SLUG
from chat.pages import limits

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def committed_data(transactional_db: None) -> None:
    """The writer has a connection of its own: it sees only what is committed."""


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """A hash made slow on purpose would be most of these tests' time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nobody_has_come_yet() -> None:
    """What other tests did does not count here."""
    limits.forget()


@pytest.fixture
def alice() -> Person:
    return Person.objects.create_user("Alice", PASSWORD)


@pytest.fixture
def bob() -> Person:
    return Person.objects.create_user("Bob", PASSWORD)


@pytest.fixture
def charlie() -> Person:
    return Person.objects.create_user("Charlie", PASSWORD)


@pytest.fixture
def lobby(alice: Person) -> Room:
    made = actions.create_room(alice, "Lobby", slug=DEFAULT_SLUG).result()
    return Room.objects.get(pk=made.room_id)


@pytest.fixture
def kitchen(alice: Person, bob: Person) -> Room:
    made = actions.create_room(alice, "Kitchen").result()
    actions.join(bob, made.room_id).result()
    return Room.objects.get(pk=made.room_id)


@pytest.fixture
def attic(alice: Person) -> Room:
    """Private: only Alice is in it."""
    made = actions.create_room(alice, "Attic", "private").result()
    return Room.objects.get(pk=made.room_id)


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def is_member(person: Person, room: Room) -> bool:
    return Membership.objects.filter(person=person, room=room).exists()


def say(person: Person, room: Room, *bodies: str) -> None:
    for said in [actions.post(person, uuid4(), room.pk, body) for body in bodies]:
        said.result()
