"""What nobody may be given, whether they keep it or not."""

from tests.chaos.checker.history import Sighting
from tests.unit.chaos_checker.hand_made import ROOM, HandMade, sightings


def test_an_id_a_reader_sees_at_two_places_is_doubled(made: HandMade) -> None:
    made.posted("x", "y")
    made.seen("r", (1, "x"), (2, "x"))

    [violation] = made.verdict().of("doubled")

    assert violation.text == "x stands at 7/1, r was given it at 7/2"


def test_a_dropped_event_with_another_id_diverges(made: HandMade) -> None:
    made.posted("x")
    made.seen("r", (1, "x"))
    made.recorder.received("r", ROOM, "events", sightings([(1, "q")]), applied_from=2)
    made.end("r")

    assert made.the("diverged").text == "7/1 is x (the log), q (r)"


def test_two_readers_with_different_ids_at_one_place_diverge(made: HandMade) -> None:
    for id in ("x", "y"):
        made.post(id)
    made.stands("x", "y")
    made.seen("r", (1, "x"), (2, "y"))
    made.seen("s", (1, "y"), (2, "x"))

    texts = [violation.text for violation in made.verdict().of("diverged")]

    assert texts[0] == "7/1 is x (the log), y (s)"


def test_an_event_above_the_end_of_the_log_diverges(made: HandMade) -> None:
    made.posted("x")
    made.post("y")
    made.seen("r", (2, "y"))

    assert any("nothing (the log)" in v.text for v in made.verdict().of("diverged"))


def test_a_body_one_reader_sees_changed_is_forged(made: HandMade) -> None:
    made.posted("x")
    changed = [Sighting(1, "x", "post", "alice", "ho")]
    made.recorder.received("r", ROOM, "events", changed)

    assert "as post 'ho'" in made.the("forged").text


def test_an_author_one_reader_sees_changed_is_forged(made: HandMade) -> None:
    made.posted("x")
    changed = [Sighting(1, "x", "post", "bob", "hi")]
    made.recorder.received("r", ROOM, "events", changed)

    assert made.the("forged").places == {(ROOM, 1)}


def test_a_text_one_reader_is_not_given_is_lost(made: HandMade) -> None:
    made.posted("x")
    made.recorder.received("r", ROOM, "page", [Sighting(1, "x", "post", "alice")])

    assert "without its text" in made.the("lost").text


def test_a_digest_that_is_not_the_log_s_diverges(made: HandMade) -> None:
    made.posted("x")
    made.recorder.located("r", ROOM, 1, "feedfeedfeedfeed")

    assert "feedfeedfeedfeed (r)" in made.the("diverged").text


def test_a_page_of_another_history_diverges(made: HandMade) -> None:
    made.posted("x")
    page = sightings([(1, "x")])
    made.recorder.received("r", ROOM, "page", page, position=(1, "feedfeedfeedfeed"))

    assert made.the("diverged").rule == "a_place_has_one_digest"
