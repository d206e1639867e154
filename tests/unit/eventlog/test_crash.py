"""A crash between any two steps of a commit: nothing is half done, and the resend is answered."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, OperationalError

from chat import actions
from chat.actions import Answer
from chat.eventlog import rows, transaction, writer
from chat.eventlog.transaction import Transaction
from chat.models import Event, Intent, Membership, Message, Person, Room
from tests.unit.eventlog.chain import assert_consistent
from tests.unit.eventlog.stopped_writer import Commits, outcome

Go = Callable[[], None]


class Crash(BaseException):
    """Not an Exception, so nobody catches it on the way: as if the process ended there.

    The thread that it ends reports it; tests silence that, it is meant.
    """


def everything() -> list[Any]:
    """All rows that an action may change."""
    kinds = (Event, Intent, Membership, Message, Room)
    return [sorted(kind.objects.values_list(), key=repr) for kind in kinds]


def raise_(error: BaseException) -> Any:
    raise error


STEPS: dict[str, tuple[Any, str]] = {
    "locking the rooms": (Transaction, "_lock_rooms"),
    "looking the ids up": (transaction, "_known"),
    "looking the rights up": (transaction, "_members"),
    "deciding": (Transaction, "run"),
    "writing the events": (rows.events, "insert"),
    "writing the messages": (rows.messages, "insert"),
    "writing the ids": (rows.intents, "insert"),
    "moving the heads": (rows, "update_heads"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_leaves_nothing_half_done_and_the_resend_is_done_once(
    bob: Person, kitchen: Room, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    id, before = uuid4(), everything()
    with monkeypatch.context() as patch:
        patch.setattr(threading, "excepthook", lambda args: None)
        patch.setattr(*STEPS[step], lambda *_, **__: raise_(Crash()))
        future = actions.post(bob, id, kitchen.pk, "hi")
        writer.stop()
    assert not future.done(), "nobody was told anything"
    assert everything() == before

    assert isinstance(outcome(actions.post(bob, id, kitchen.pk, "hi")), Answer)
    assert Message.objects.filter(room=kitchen).count() == 1
    assert_consistent()


@pytest.mark.parametrize(
    ("step", "error"),
    [
        *((step, OperationalError("database is locked")) for step in STEPS),
        ("deciding", ValueError("a fault of ours")),
    ],
)
def test_an_error_leaves_nothing_half_done_and_says_to_come_again(
    bob: Person, kitchen: Room, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    id, before = uuid4(), everything()
    with monkeypatch.context() as patch:
        patch.setattr(*STEPS[step], lambda *_, **__: raise_(error))
        refused = outcome(actions.post(bob, id, kitchen.pk, "hi"))
    assert (refused.code, refused.retry_ms) == ("unavailable", 1000)
    assert everything() == before

    assert isinstance(outcome(actions.post(bob, id, kitchen.pk, "hi")), Answer)
    assert_consistent()


def test_text_the_database_cannot_store_is_refused_for_good(
    bob: Person, kitchen: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(*STEPS["writing the events"], lambda *_, **__: raise_(DataError("NUL")))
        refused = outcome(actions.post(bob, uuid4(), kitchen.pk, "hi"))

    assert (refused.code, refused.retry_ms) == ("bad-frame", None)
    assert everything() == before


@pytest.mark.parametrize("took_place", [False, True])
def test_a_crash_at_the_commit_leaves_all_or_nothing_and_the_resend_is_done_once(
    bob: Person,
    kitchen: Room,
    commits: Commits,
    monkeypatch: pytest.MonkeyPatch,
    took_place: bool,
) -> None:
    ids = [uuid4() for _ in range(3)]
    commits.crash_next(Crash(), took_place=took_place)
    with monkeypatch.context() as patch:
        patch.setattr(threading, "excepthook", lambda args: None)
        future = actions.post(bob, ids[0], kitchen.pk, "hi")
        writer.stop()
    assert not future.done(), "nobody was told anything"
    assert_consistent()
    assert Message.objects.filter(room=kitchen).count() == int(took_place)

    for id in ids:
        assert isinstance(outcome(actions.post(bob, id, kitchen.pk, "hi")), Answer)
    assert Message.objects.filter(room=kitchen).count() == 3
    assert_consistent()


@pytest.mark.parametrize("action", ["join", "leave", "create_room"])
def test_a_crash_of_a_membership_leaves_room_and_own_log_agreeing(
    alice: Person,
    bob: Person,
    charlie: Person,
    kitchen: Room,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
) -> None:
    acts: dict[str, Callable[[], Any]] = {
        "join": lambda: actions.join(charlie, kitchen.pk),
        "leave": lambda: actions.leave(bob, kitchen.pk),
        "create_room": lambda: actions.create_room(alice, "Cellar"),
    }
    before = everything()

    with monkeypatch.context() as patch:
        patch.setattr(threading, "excepthook", lambda args: None)
        patch.setattr(*STEPS["writing the events"], lambda *_, **__: raise_(Crash()))
        acts[action]()
        writer.stop()
    assert everything() == before

    acts[action]().result()
    assert_consistent()
