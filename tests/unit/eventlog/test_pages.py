"""Pages of messages and lists of rooms, each as of one moment."""

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import actions
from chat.eventlog import reading
from chat.eventlog.snapshot import snapshot
from chat.models import DatabaseNow, Message, Person, Room
from chat.protocol.position import Position

Say = Callable[..., Position]

SECOND_MS, HOUR_MS = 1000, 60 * 60 * 1000


# --- Pages --------------------------------------------------------------------------------------


def test_pages_go_back_to_the_first_message(bob: Person, kitchen: Room, say: Say) -> None:
    head = say(*(f"{number}" for number in range(7)))
    bodies: list[str] = []
    before = None

    while True:
        page = reading.page(bob.pk, kitchen.pk, before, 3)
        assert page is not None
        assert page.head == head
        bodies = [message.body for message in page.messages] + bodies
        if not page.older:
            break
        before = page.messages[0].seq

    assert bodies == [f"{number}" for number in range(7)]


def test_an_empty_room_has_an_empty_page(bob: Person, kitchen: Room) -> None:
    page = reading.page(bob.pk, kitchen.pk, None, 50)

    assert page is not None
    assert page.messages == []
    assert not page.older


def test_a_page_and_its_head_are_of_one_moment(
    bob: Person, kitchen: Room, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Committed between the two reads, a post is in neither: it comes as an event."""
    head = say("before")
    original = Room.objects.__class__.filter
    committed = []

    def filter_and_then_commit(self: object, *args: object, **kwargs: object) -> object:
        rows = original(self, *args, **kwargs)  # type: ignore[arg-type]
        if not committed:
            committed.append(list(rows))  # the room is read; now somebody posts
            say("between")
        return rows

    with monkeypatch.context() as patch:
        patch.setattr(Room.objects.__class__, "filter", filter_and_then_commit)
        page = reading.page(bob.pk, kitchen.pk, None, 50)

    assert page is not None
    assert page.head == head
    assert [message.body for message in page.messages] == ["before"]
    assert Message.objects.filter(room=kitchen).count() == 2


def test_reading_holds_up_no_commit(bob: Person, kitchen: Room, say: Say) -> None:
    """On SQLite a snapshot must not take the writer's lock."""
    with snapshot():
        list(Room.objects.all())
        say("meanwhile")

    assert Message.objects.filter(room=kitchen).count() == 1


def test_after_an_error_inside_a_snapshot_the_connection_is_usable() -> None:
    def look_and_fail() -> None:
        with snapshot():
            list(Room.objects.all())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        look_and_fail()
    with snapshot():
        list(Room.objects.all())
    assert connection.is_usable()


# --- Rooms --------------------------------------------------------------------------------------


def test_unread_is_what_came_after_what_was_read(
    alice: Person, bob: Person, kitchen: Room, say: Say
) -> None:
    say("1", "2", "3")

    state = reading.room_of(bob.pk, kitchen.pk)

    assert state is not None
    assert (state.posts, state.unread, state.role) == (3, 3, "member")


def test_who_joins_has_read_what_was_there(charlie: Person, kitchen: Room, say: Say) -> None:
    say("1", "2")
    actions.join(charlie, kitchen.pk).result()
    say("3")

    state = reading.room_of(charlie.pk, kitchen.pk)

    assert state is not None
    assert state.unread == 1


def test_events_that_are_no_posts_are_not_unread(alice: Person, kitchen: Room, say: Say) -> None:
    say("1")
    alice.is_guest = False
    alice.save()
    before = reading.room_of(alice.pk, kitchen.pk)
    dave = Person.objects.create_user("Dave")
    actions.join(dave, kitchen.pk).result()
    after = reading.room_of(alice.pk, kitchen.pk)

    assert before is not None
    assert after is not None
    assert after.head.seq == before.head.seq + 1
    assert after.unread == before.unread


def test_the_own_log_comes_first_then_rooms_by_name(
    alice: Person, kitchen: Room, attic: Room
) -> None:
    rooms = reading.rooms_of(alice.pk)

    assert [room.kind for room in rooms] == ["self", "private", "public"]
    assert [room.name for room in rooms[1:]] == ["Attic", "Kitchen"]
    assert {room.role for room in rooms[1:]} == {"owner"}


def test_rooms_one_may_join_are_the_public_ones_one_is_not_in(
    bob: Person, charlie: Person, kitchen: Room, attic: Room
) -> None:
    assert [room.name for room in reading.public_rooms(charlie.pk)] == ["Kitchen"]
    assert reading.public_rooms(bob.pk) == []


def test_heads_of_rooms_that_changed_lately_and_of_those_named(
    alice: Person, kitchen: Room, attic: Room, say: Say
) -> None:
    Room.objects.update(changed_at=1)
    before = reading.heads_changed_since(None, 0, [])
    head = say("hi")

    assert before.heads == {}
    assert reading.heads_changed_since(before.at_ms, 0, []).heads == {kitchen.pk: head}
    assert reading.heads_changed_since(before.at_ms, 0, [attic.pk]).heads == {
        kitchen.pk: head,
        attic.pk: reading.head(attic.pk),
    }


def test_a_writer_whose_clock_is_an_hour_behind_is_heard_of_at_once(
    kitchen: Room, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    Room.objects.update(changed_at=1)
    before = reading.heads_changed_since(None, 0, [])
    monkeypatch.setattr(time, "time_ns", lambda: (before.at_ms - HOUR_MS) * 1_000_000)
    head = say("hi")

    assert reading.heads_changed_since(before.at_ms, 0, []).heads == {kitchen.pk: head}


def set_the_databases_clock(monkeypatch: pytest.MonkeyPatch, ahead_ms: int) -> None:
    true_sql = DatabaseNow.sql
    ahead = staticmethod(lambda vendor: f"({true_sql(vendor)} + {ahead_ms})")
    monkeypatch.setattr(DatabaseNow, "sql", ahead)


def test_what_changed_before_the_databases_clock_was_set_forward_is_among_what_changed_lately(
    kitchen: Room, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    Room.objects.update(changed_at=1)
    before = reading.heads_changed_since(None, 0, [])
    head = say("hi")
    set_the_databases_clock(monkeypatch, HOUR_MS)

    look = reading.heads_changed_since(before.at_ms, 0, [])

    assert look.heads == {kitchen.pk: head}
    assert look.at_ms >= before.at_ms + HOUR_MS


def test_what_changes_after_the_databases_clock_was_set_back_is_among_what_changed_lately(
    kitchen: Room, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    Room.objects.update(changed_at=1)
    before = reading.heads_changed_since(None, 0, [])
    set_the_databases_clock(monkeypatch, -HOUR_MS)
    head = say("hi")

    look = reading.heads_changed_since(before.at_ms, SECOND_MS, [])

    assert look.heads == {kitchen.pk: head}
    assert look.at_ms < before.at_ms


def test_a_page_takes_as_many_queries_for_many_messages_as_for_few(
    bob: Person, kitchen: Room, say: Say
) -> None:
    say("1")
    with CaptureQueriesContext(connection) as few:
        reading.page(bob.pk, kitchen.pk, None, 100)
    say(*(f"{number}" for number in range(50)))
    with CaptureQueriesContext(connection) as many:
        reading.page(bob.pk, kitchen.pk, None, 100)

    assert len(few) == len(many)


def test_a_page_of_long_messages_is_shorter_and_says_that_there_is_more(
    alice: Person, kitchen: Room, say: Callable[..., Position]
) -> None:
    say(*["漢" * 4_000] * 30)

    found = reading.page(alice.pk, kitchen.pk, None, 100)

    assert found is not None
    assert 10 <= len(found.messages) <= 20
    assert found.older
    assert found.messages[-1].seq == found.head.seq, "the newest"


def test_one_message_makes_a_page_however_long_it_is(
    alice: Person, kitchen: Room, say: Callable[..., Position], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE_CHARS", 10)
    say("x" * 100, "y" * 100)

    found = reading.page(alice.pk, kitchen.pk, None, 100)

    assert found is not None
    assert [message.body for message in found.messages] == ["y" * 100]
    assert found.older
