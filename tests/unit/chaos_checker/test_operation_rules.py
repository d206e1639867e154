"""What people did beside posting stands too."""

import pytest

from tests.chaos.checker.facts import State
from tests.chaos.checker.history import Outcome
from tests.unit.chaos_checker.hand_made import ROOM, HandMade

NOWHERE = State(frozenset({ROOM}), frozenset(), frozenset())
MEMBER = State(frozenset({ROOM}), frozenset({("alice", ROOM)}), frozenset())


def did(
    made: HandMade, what: str, target: str = ROOM, outcome: Outcome = "ok", result: str = ""
) -> None:
    number = made.recorder.asked("a", "alice", what, target)
    made.recorder.answered(number, outcome, result)


def test_who_joined_is_a_member(made: HandMade) -> None:
    did(made, "join")
    made.state = NOWHERE

    assert "is no member" in made.the("lost").text


def test_who_left_is_none(made: HandMade) -> None:
    did(made, "join")
    did(made, "leave")
    made.state = MEMBER

    assert "alice left room 7" in made.the("resurrected").text


def test_only_the_last_word_counts(made: HandMade) -> None:
    did(made, "join")
    did(made, "leave")
    did(made, "join")
    made.state = MEMBER

    assert made.verdict().holds, made.verdict()


@pytest.mark.parametrize("outcome", ["unknown", "failed"])
def test_what_was_not_answered_may_be_so_or_not(made: HandMade, outcome: Outcome) -> None:
    did(made, "join")
    did(made, "leave", outcome=outcome)
    made.state = NOWHERE

    assert made.verdict().holds, made.verdict()


def test_what_an_open_question_may_have_undone_is_not_counted(made: HandMade) -> None:
    """It can be done at any time after."""
    made.recorder.asked("b", "alice", "leave", ROOM)
    did(made, "join")
    made.state = NOWHERE

    assert made.verdict().holds, made.verdict()


def test_what_a_restore_may_have_undone_is_not_counted(made: HandMade) -> None:
    did(made, "join")
    made.restore(0)
    made.state = NOWHERE

    assert made.verdict().holds, made.verdict()


def test_a_room_that_was_made_is_there(made: HandMade) -> None:
    did(made, "create", "", result="8")
    made.state = NOWHERE

    assert "room 8 was made" in made.the("lost").text


def test_a_room_a_restore_dropped_may_be_missing(made: HandMade) -> None:
    did(made, "create", "", result="8")
    made.restore(0)
    made.state = NOWHERE

    assert made.verdict().holds, made.verdict()


def test_an_account_that_was_erased_is_gone(made: HandMade) -> None:
    did(made, "erase", "alice")
    made.state = MEMBER

    texts = {violation.kind: violation.text for violation in made.verdict().violations}

    assert texts == {
        "lost": "the erasure of alice was answered, and is not done",
        "resurrected": "alice was erased, and is a member of room 7",
    }
