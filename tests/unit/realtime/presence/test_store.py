"""What processes tell each other of their presence, in a real table."""

from typing import Any

import pytest
from django.db import connection

from chat.models import Presence, Process
from chat.realtime.presence import store
from chat.realtime.presence.store import LEASE_MS, Report, Row

pytestmark = pytest.mark.django_db(transaction=True)

ALICE = {1: "Alice"}


def say(process: str = "a", version: int = 1, forget_below: int = 0, **rooms: Any) -> bool:
    """`r7={1: "Alice"}` is who is in room 7."""
    changed = {int(name[1:]): people for name, people in rooms.items()}
    return store.report(Report(process, version, changed, forget_below))


def age(process: str, ms: int) -> int:
    """The process has not renewed for so long; when it did last."""
    row = Process.objects.get(pk=process)
    Process.objects.filter(pk=process).update(renewed_at=row.renewed_at - ms)
    return row.renewed_at - ms


def test_what_one_says_the_others_read() -> None:
    assert not say("a", 1, r7=ALICE, r8=ALICE | {2: "Bob"})

    assert store.beats(but="a") == {}
    (beat,) = store.beats(but="b").values()
    assert (beat.version, beat.lapsed) == (1, False)
    assert store.rows_after({"a": -1}) == [Row("a", 7, ALICE), Row("a", 8, ALICE | {2: "Bob"})]


def test_only_what_is_new_is_read() -> None:
    say("a", 1, r7=ALICE)
    say("b", 5, r7={3: "Charlie"})
    assert say("a", 2, r8=ALICE)
    assert say("a", 3, r7={})

    assert store.rows_after({"a": 1, "b": 5}) == [Row("a", 8, ALICE), Row("a", 7, {})]


def test_who_does_not_renew_has_lapsed() -> None:
    say("a")
    age("a", LEASE_MS - 500)
    assert not store.beats(but="b")["a"].lapsed
    age("a", 1_000)
    assert store.beats(but="b")["a"].lapsed
    say("a", 2)
    assert not store.beats(but="b")["a"].lapsed


def test_the_dead_are_buried_with_all_they_said_and_then_know_it() -> None:
    say("a", 1, r7=ALICE)
    say("b", 1, r7=ALICE)
    store.bury("a", age("a", LEASE_MS))

    assert list(store.beats(but="")) == ["b"]
    assert list(Presence.objects.values_list("process", flat=True)) == ["b"]
    assert not say("a", 2)


def test_who_renewed_meanwhile_is_not_buried() -> None:
    say("a", 1, r7=ALICE)
    overdue = age("a", LEASE_MS)
    say("a", 2)
    store.bury("a", overdue)

    assert Presence.objects.count() == 1


def test_empty_rooms_are_forgotten_when_everybody_has_read_so() -> None:
    say("a", 1, r7=ALICE, r8=ALICE)
    say("a", 2, r7={})
    say("a", 3, forget_below=1)
    assert store.rows_after({"a": -1})[-1] == Row("a", 7, {})
    say("a", 4, forget_below=2)
    assert store.rows_after({"a": -1}) == [Row("a", 8, ALICE)]


def test_who_resigns_leaves_nothing() -> None:
    say("a", 1, r7=ALICE)
    store.resign("a")

    assert (Process.objects.count(), Presence.objects.count()) == (0, 0)


def test_what_is_said_without_waiting_for_the_disk_leaves_other_commits_waiting() -> None:
    say("a", 1, r7=ALICE)

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL
