"""Who deleted their account is not met again: not their words, and not their name."""

from dataclasses import replace

import pytest

from tests.chaos.checker.history import Sighting
from tests.unit.chaos_checker.hand_made import ROOM, HandMade


@pytest.fixture
def erased(made: HandMade) -> HandMade:
    """Alice said x and y; the reader "r" saw it, her account was erased, it was answered."""
    made.connect("r", "s")
    made.posted("x", "y")
    made.events("r", 0, 2)
    number = made.recorder.asked("a", "alice", "erase", "alice")
    made.erase_alice()
    made.recorder.answered(number, "ok")
    return made


def given(erased: HandMade, *, to: str, **how: object) -> None:
    """Alice's x, as it was; what `how` leaves open is of a frame that was made before."""
    message = Sighting(1, "x", "post", "alice", "hi", "Alice")
    place = {"position": (1, erased.digest(1)), "applied_from": 9, **how}
    erased.recorder.received(to, ROOM, "page", [message], **place)  # type: ignore[arg-type]


def test_an_erasure_that_everybody_follows_holds(erased: HandMade) -> None:
    erased.events("r", 2, 3)
    erased.reset("s")
    for reader in ("r", "s"):
        erased.end(reader)

    assert erased.verdict().holds, erased.verdict()


def test_what_was_under_way_when_it_was_erased_may_still_come(erased: HandMade) -> None:
    given(erased, to="r")

    assert erased.verdict().holds, erased.verdict()


def test_who_connects_after_the_answer_is_not_given_what_was_said(erased: HandMade) -> None:
    erased.connect("s")
    given(erased, to="s")

    assert "'hi' by 'Alice' of 7/1, which was erased by 7/3" in erased.the("resurrected").text


def test_nor_who_connects_after_somebody_saw_that_it_was(made: HandMade) -> None:
    made.posted("x", "y")
    made.erase_alice()
    made.events("r", 2, 3, applied_from=9)
    made.connect("s")
    given(made, to="s")

    assert made.the("resurrected").client == "s"


def test_a_page_that_knows_of_the_erasure_is_without_the_text(erased: HandMade) -> None:
    given(erased, to="r", position=(3, erased.digest(3)))

    assert erased.the("resurrected").places == {(ROOM, 1), (ROOM, 3)}


def test_the_name_is_not_given_again_either(erased: HandMade) -> None:
    named = Sighting(1, "x", "post", "alice", None, "Alice")
    place = (3, erased.digest(3))
    erased.recorder.received("r", ROOM, "page", [named], position=place, applied_from=9)

    assert "'Alice'" in erased.the("resurrected").text


def test_nor_the_name_of_who_came_or_went(made: HandMade) -> None:
    made.stands("j", kind="join", body=None)
    made.erase_alice()
    joined = Sighting(1, "j", "join", "alice", None, "deleted-1", ("alice", "Alice"))
    made.recorder.received("r", ROOM, "events", [joined], position=(2, made.digest(2)))

    assert made.the("resurrected").ids == {"j"}


def test_a_view_that_still_has_the_text_is_found(erased: HandMade) -> None:
    erased.recorder.received("r", ROOM, "events", [], position=(3, erased.digest(3)))
    erased.recorder.ended("r", ROOM, 3, erased.digest(3))

    assert "still shows" in erased.verdict().of("resurrected")[0].text


def test_a_page_from_before_the_erasure_does_not_undo_it(erased: HandMade) -> None:
    """The events above its head apply to it."""
    erased.events("r", 2, 3)
    given(erased, to="r", position=(2, erased.digest(2)), applied_from=0)
    erased.end("r")

    assert erased.verdict().holds, erased.verdict()


def test_a_view_that_still_has_the_name_is_found(erased: HandMade) -> None:
    nameless = [replace_name(message, "Alice") for message in erased.messages(0, 2)]
    erased.recorder.received("s", ROOM, "reset", nameless, stands_at=3)
    erased.end("s")

    assert {v.rule for v in erased.verdict().violations} == {"views_forget_the_names_of_the_erased"}


def replace_name(message: Sighting, name: str) -> Sighting:
    return Sighting(message.seq, message.id, message.kind, message.by, message.body, name)


def test_a_log_that_still_has_the_text_is_found(erased: HandMade) -> None:
    erased.log[0] = replace(erased.log[0], body="hi")

    assert "the log has 'hi' at 7/1, which is erased" in erased.the("resurrected").text


def test_a_log_that_has_it_where_nobody_was_told_is_found(erased: HandMade) -> None:
    erased.log[0] = replace(erased.log[0], body="hi")
    del erased.log[2]

    assert erased.the("resurrected").ids == {"x"}


def test_a_log_that_still_has_the_name_is_found(made: HandMade) -> None:
    made.stands("j", kind="join", body=None)
    made.erase_alice()
    made.log[0] = replace(made.log[0], who=("alice", "Alice"))

    assert "the name Alice at 7/1" in made.the("resurrected").text


def test_a_restore_may_bring_back_whom_it_knew(erased: HandMade) -> None:
    for seq in (1, 2):
        erased.log[seq - 1] = replace(erased.log[seq - 1], body="hi")
    erased.restore(2)
    erased.connect("s")
    given(erased, to="s")

    assert erased.verdict().holds, erased.verdict()
