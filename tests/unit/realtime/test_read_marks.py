"""How far people have read: gathered for two seconds, the highest wins, back goes back."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future

import pytest

from chat.actions import Answer, ReadMark, Refused
from chat.models import Person
from chat.realtime import read_marks as read_marks_module
from chat.realtime.mailbox import Mailbox
from chat.realtime.read_marks import STORE_EVERY_S, ReadMarks
from tests.unit.realtime.virtual_time import later, settled

Stored = list[tuple[int, int, str]]


class Marks:
    """Stands for the action: remembers what was stored, as the log would have it."""

    def __init__(self) -> None:
        self.read: dict[tuple[int, int], int] = {}
        self.calls = 0
        self.refuses = False

    def mark_read(self, by: Person, marks: Sequence[ReadMark]) -> "Future[Answer]":
        self.calls += 1
        future: Future[Answer] = Future()
        if self.refuses:
            future.set_exception(Refused("unavailable", "", 1000))
            return future
        for mark in marks:
            key = by.pk, mark.room_id
            if mark.back or mark.seq > self.read.get(key, 0):
                self.read[key] = mark.seq
        future.set_result(Answer(marks[0].room_id, 0, 0))
        return future


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> Marks:
    marks = Marks()
    monkeypatch.setattr(read_marks_module.actions, "mark_read", marks.mark_read)
    return marks


@pytest.fixture
def stored() -> Stored:
    return []


@pytest.fixture
async def read_marks(stored: Stored) -> ReadMarks:
    mailbox = Mailbox(asyncio.get_running_loop())
    return ReadMarks(lambda *mark: stored.append(mark), mailbox)


async def test_marks_are_stored_two_seconds_after_the_first(
    read_marks: ReadMarks, marks: Marks, alice: Person, stored: Stored
) -> None:
    read_marks.note(alice, ReadMark(7, 1), "s1")
    await later(STORE_EVERY_S * 0.9)
    assert marks.calls == 0
    read_marks.note(alice, ReadMark(7, 2), "s1")
    await later(STORE_EVERY_S * 0.2)

    assert marks.read == {(1, 7): 2}
    assert stored == [(1, 7, "s1")]


async def test_a_mark_that_moves_with_every_message_is_stored_once(
    read_marks: ReadMarks, marks: Marks, alice: Person
) -> None:
    for seq in range(1, 100):
        read_marks.note(alice, ReadMark(7, seq), "s1")
    await later(STORE_EVERY_S)

    assert marks.calls == 1
    assert marks.read == {(1, 7): 99}


async def test_the_highest_wins_whichever_tab_said_it_last(
    read_marks: ReadMarks, marks: Marks, alice: Person, stored: Stored
) -> None:
    read_marks.note(alice, ReadMark(7, 9), "s1")
    read_marks.note(alice, ReadMark(7, 4), "s2")
    await later(STORE_EVERY_S)

    assert marks.read == {(1, 7): 9}
    assert stored == [(1, 7, "s1")]


async def test_a_mark_back_wins_over_a_higher_one(
    read_marks: ReadMarks, marks: Marks, alice: Person
) -> None:
    marks.read[1, 7] = 9
    read_marks.note(alice, ReadMark(7, 9), "s1")
    read_marks.note(alice, ReadMark(7, 3, back=True), "s1")
    await later(STORE_EVERY_S)

    assert marks.read == {(1, 7): 3}


async def test_a_mark_back_and_then_a_little_forward_ends_in_between(
    read_marks: ReadMarks, marks: Marks, alice: Person
) -> None:
    """Both within two seconds; stored is still the mark from before."""
    marks.read[1, 7] = 9
    read_marks.note(alice, ReadMark(7, 3, back=True), "s1")
    read_marks.note(alice, ReadMark(7, 5), "s1")
    await later(STORE_EVERY_S)

    assert marks.read == {(1, 7): 5}


async def test_rooms_and_people_have_marks_of_their_own(
    read_marks: ReadMarks, marks: Marks, alice: Person, bob: Person
) -> None:
    read_marks.note(alice, ReadMark(7, 1), "s1")
    read_marks.note(alice, ReadMark(8, 2), "s1")
    read_marks.note(bob, ReadMark(7, 3), "s2")
    await later(STORE_EVERY_S)

    assert marks.read == {(1, 7): 1, (1, 8): 2, (2, 7): 3}


async def test_at_the_end_nothing_waits_for_the_two_seconds(
    read_marks: ReadMarks, marks: Marks, alice: Person
) -> None:
    read_marks.note(alice, ReadMark(7, 1), "s1")

    read_marks.store()
    await later(STORE_EVERY_S * 2)

    assert marks.calls == 1


async def test_what_was_not_stored_is_told_to_nobody(
    read_marks: ReadMarks, marks: Marks, alice: Person, stored: Stored
) -> None:
    marks.refuses = True
    read_marks.note(alice, ReadMark(7, 1), "s1")
    read_marks.store()
    await settled()

    assert stored == []


async def test_after_one_store_the_next_mark_is_stored_too(
    read_marks: ReadMarks, marks: Marks, alice: Person
) -> None:
    read_marks.note(alice, ReadMark(7, 1), "s1")
    await later(STORE_EVERY_S)
    read_marks.note(alice, ReadMark(7, 2), "s1")
    await later(STORE_EVERY_S)

    assert marks.read == {(1, 7): 2}
    assert marks.calls == 2
