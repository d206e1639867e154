"""What a real page shows at the end is the newest of the log."""

from tests.chaos.checker.history import Sighting
from tests.unit.chaos_checker.hand_made import ROOM, HandMade


def shows(made: HandMade, *messages: tuple[str, str | None], pending: tuple[str, ...] = ()) -> None:
    """As Chromium's page: without numbers and authors."""
    lines = [Sighting(0, id, "post", "", body) for id, body in messages]
    made.recorder.shown("page", ROOM, lines, pending)


def test_a_page_that_shows_the_newest_holds(made: HandMade) -> None:
    made.posted("x", "y", "z")
    shows(made, ("y", "hi"), ("z", "hi"))

    assert made.verdict().holds, made.verdict()


def test_a_page_without_one_in_the_middle_lost_it(made: HandMade) -> None:
    made.posted("x", "y", "z")
    shows(made, ("x", "hi"), ("z", "hi"))

    assert made.the("lost").ids == {"y"}


def test_a_page_without_the_newest_is_behind(made: HandMade) -> None:
    made.posted("x", "y")
    shows(made, ("x", "hi"))

    assert made.the("behind").ids == {"y"}


def test_an_empty_page_of_a_room_with_messages_is_behind(made: HandMade) -> None:
    made.posted("x")
    shows(made)

    assert made.the("behind").client == "page"


def test_a_message_shown_twice_is_doubled(made: HandMade) -> None:
    made.posted("x")
    shows(made, ("x", "hi"), ("x", "hi"))

    assert "shows x twice" in made.the("doubled").text


def test_messages_shown_in_another_order_are_reordered(made: HandMade) -> None:
    made.posted("x", "y")
    shows(made, ("y", "hi"), ("x", "hi"))

    assert made.the("reordered").ids == {"x", "y"}


def test_a_message_the_log_does_not_have_diverges(made: HandMade) -> None:
    made.posted("x")
    shows(made, ("x", "hi"), ("q", "hi"))

    assert made.the("diverged").ids == {"q"}


def test_a_number_that_is_not_the_log_s_diverges(made: HandMade) -> None:
    made.posted("x")
    made.recorder.shown("page", ROOM, [Sighting(2, "x", "post", "alice", "hi")])

    assert "as 7/2, it is 7/1" in made.the("diverged").text


def test_another_text_is_forged(made: HandMade) -> None:
    made.posted("x")
    shows(made, ("x", "ho"))

    assert "shows 'ho'" in made.the("forged").text


def test_a_text_shown_as_deleted_that_is_not_is_lost(made: HandMade) -> None:
    made.posted("x")
    shows(made, ("x", None))

    assert "as deleted" in made.the("lost").text


def test_an_erased_text_that_is_still_shown_is_resurrected(made: HandMade) -> None:
    made.posted("x")
    made.erase_alice()
    shows(made, ("x", "hi"))

    assert "still shows 'hi'" in made.the("resurrected").text


def test_what_stands_is_not_shown_as_pending(made: HandMade) -> None:
    made.posted("x")
    shows(made, ("x", "hi"), pending=("x",))

    assert "as not sent, which stands at 7/1" in made.the("doubled").text


def test_nothing_is_pending_at_the_end(made: HandMade) -> None:
    made.post("x")
    shows(made, pending=("x",))

    assert made.the("behind").ids == {"x"}
