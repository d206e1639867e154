"""Reading: slices by bytes, several things as of one moment, and what may be continued."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest

from chat import actions
from chat.eventlog import reading, writer
from chat.eventlog.entry import Entry
from chat.models import Event, Person, Room
from chat.protocol.position import EMPTY, Position

Say = Callable[..., Position]


# --- Events -------------------------------------------------------------------------------------


def test_entries_continue_the_position_and_each_other(kitchen: Room, say: Say) -> None:
    start = reading.head(kitchen.pk)
    head = say("1", "2", "3")

    entries = reading.events_after(kitchen.pk, start, 10**6)

    assert entries is not None
    assert [item.before for item in entries] == [start, *(item.after for item in entries[:-1])]
    assert entries[-1].after == head


def test_an_entry_read_is_the_one_that_was_published(alice: Person, kitchen: Room) -> None:
    """Live and replayed alike: whoever gets it gets the same bytes."""
    published: list[Entry] = []
    writer.writer().publish = published.extend
    actions.post(alice, uuid4(), kitchen.pk, 'quotes " and \\ and 文').result()

    read = reading.events_after(kitchen.pk, published[-1].before, 10**6)

    assert read == published[-1:]


def test_a_slice_ends_before_it_passes_the_bytes(kitchen: Room, say: Say) -> None:
    start = reading.head(kitchen.pk)
    say(*("x" * 1000 for _ in range(10)))
    everything = reading.events_after(kitchen.pk, start, 10**6)
    assert everything is not None
    size = len(everything[0].wire)

    entries = reading.events_after(kitchen.pk, start, 3 * size + size // 2)

    assert entries == everything[:3]


def test_a_slice_holds_one_event_however_large(kitchen: Room, say: Say) -> None:
    start = reading.head(kitchen.pk)
    say("x" * 4000, "y")

    entries = reading.events_after(kitchen.pk, start, 1)

    assert entries is not None
    assert len(entries) == 1


def test_slices_together_are_everything(kitchen: Room, say: Say) -> None:
    head = say(*(f"{number}" for number in range(300)))
    position, seqs = EMPTY, []

    while entries := reading.events_after(kitchen.pk, position, 5000):
        seqs += [item.seq for item in entries]
        position = entries[-1].after

    assert seqs == list(range(1, head.seq + 1))
    assert position == head


def test_at_the_head_there_is_nothing(kitchen: Room) -> None:
    assert reading.events_after(kitchen.pk, reading.head(kitchen.pk), 10**6) == []


@pytest.mark.parametrize(
    "position", [Position(1, "f" * 16), Position(99, "0" * 16), Position(0, "f" * 16)]
)
def test_of_another_history_nothing_is_read(kitchen: Room, say: Say, position: Position) -> None:
    say("1", "2")

    assert reading.events_after(kitchen.pk, position, 10**6) is None


def test_an_event_says_who_did_what_and_when(alice: Person, kitchen: Room, say: Say) -> None:
    start = reading.head(kitchen.pk)
    say("**hi**")

    entries = reading.events_after(kitchen.pk, start, 10**6)
    assert entries is not None

    event = json.loads(entries[0].wire)
    row = Event.objects.get(room=kitchen, seq=start.seq + 1)
    assert event == {
        "seq": row.seq,
        "kind": "post",
        "id": str(row.uuid),
        "by": {"id": str(alice.pk), "name": "Alice"},
        "at": row.at,
        "body": "**hi**",
        "html": "<p><strong>hi</strong></p>\n",
    }


# --- How a subscription begins ------------------------------------------------------------------


def test_a_member_continues_from_what_the_log_holds(bob: Person, kitchen: Room, say: Say) -> None:
    since = say("1")
    head = say("2")

    assert reading.opening(bob.pk, kitchen.pk, since) == (head, True)
    assert reading.opening(bob.pk, kitchen.pk, head) == (head, True)
    assert reading.opening(bob.pk, kitchen.pk, EMPTY) == (head, True)
    assert reading.opening(bob.pk, kitchen.pk, None) == (head, True)


@pytest.mark.parametrize("since", [Position(1, "f" * 16), Position(99, "0" * 16)])
def test_a_member_of_another_history_is_reset(
    bob: Person, kitchen: Room, say: Say, since: Position
) -> None:
    head = say("1", "2")

    assert reading.opening(bob.pk, kitchen.pk, since) == (head, False)


def test_a_gap_too_long_to_replay_is_reset(
    bob: Person, kitchen: Room, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "REPLAY_EVENTS", 3)
    since = reading.head(kitchen.pk)

    head = say("1", "2", "3")
    assert reading.opening(bob.pk, kitchen.pk, since) == (head, True)
    head = say("4")
    assert reading.opening(bob.pk, kitchen.pk, since) == (head, False)


def test_a_stranger_learns_nothing(charlie: Person, kitchen: Room, attic: Room) -> None:
    for room in (kitchen, attic):
        assert reading.opening(charlie.pk, room.pk, EMPTY) is None
        assert reading.page(charlie.pk, room.pk, None, 50) is None
        assert reading.room_of(charlie.pk, room.pk) is None


def test_a_room_that_does_not_exist_is_nobodys(alice: Person) -> None:
    assert reading.opening(alice.pk, 999, None) is None
    assert reading.page(alice.pk, 999, None, 50) is None
    assert reading.head(999) == EMPTY


def test_a_persons_own_log_is_theirs_alone(alice: Person, bob: Person) -> None:
    assert reading.opening(alice.pk, alice.self_log.pk, None) is not None
    assert reading.opening(bob.pk, alice.self_log.pk, None) is None
