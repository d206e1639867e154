"""Actions commit on a connection of their own, so a caller's transaction would wait for itself."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from chat import actions
from chat.models import Event, Person, Room

ACTIONS: dict[str, Callable[[Person, Room], Any]] = {
    "post": lambda person, room: actions.post(person, uuid4(), room.pk, "hi"),
    "join": lambda person, room: actions.join(person, room.pk),
    "leave": lambda person, room: actions.leave(person, room.pk),
    "create_room": lambda person, room: actions.create_room(person, "Cellar"),
    "mark_read": lambda person, room: actions.mark_read(person, [actions.ReadMark(room.pk, 1)]),
    "end_login": lambda person, room: actions.end_login(person, "key"),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_inside_atomic_raises_and_does_nothing(
    bob: Person, kitchen: Room, action: str
) -> None:
    before = Event.objects.count()

    with transaction.atomic(), pytest.raises(RuntimeError, match="after the block"):
        ACTIONS[action](bob, kitchen)

    assert Event.objects.count() == before


def test_after_the_block_it_is_done(bob: Person, kitchen: Room) -> None:
    with transaction.atomic():
        Person.objects.filter(pk=bob.pk).exists()

    assert actions.post(bob, uuid4(), kitchen.pk, "hi").result().seq
