"""What readers may not end up with, and how they may not come to it."""

from tests.unit.chaos_checker.hand_made import ROOM, HandMade, sightings


def test_an_acknowledged_id_missing_in_one_view_is_lost(made: HandMade) -> None:
    made.posted("x", "y")
    made.recorder.received("s", ROOM, "reset", sightings([(2, "y")]), stands_at=2)
    made.end("s")

    violation = made.the("lost")

    assert violation.client == "s"
    assert "does not hold x" in violation.text


def test_what_a_reset_threw_away_and_no_page_brought_back_is_lost(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 2)
    made.reset("r", since=1)
    made.end("r")

    assert made.the("lost").ids == {"x"}


def test_a_reset_and_the_pages_before_it_make_a_whole_view(made: HandMade) -> None:
    made.posted("x", "y")
    made.reset("r", since=1)
    made.page("r", 0, 1)
    made.posted("z")
    made.events("r", 2, 3)
    made.end("r")

    assert made.verdict().holds, made.verdict()


def test_what_is_waited_for_is_behind_and_not_lost(made: HandMade) -> None:
    made.posted("x", "y")
    made.reset("r", since=1)
    made.recorder.ended("r", ROOM, 2, made.digest(2), past_seq=1, waits=True)

    assert "still waits" in made.the("behind").text


def test_what_was_never_asked_for_need_not_be_held(made: HandMade) -> None:
    made.posted("x", "y")
    made.reset("r", since=1)
    made.recorder.ended("r", ROOM, 2, made.digest(2), past_seq=1)

    assert made.verdict().holds, made.verdict()


def test_a_reset_of_which_not_all_came_changes_nothing(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 2)
    made.recorder.received("r", ROOM, "reset", sightings([(2, "y")]), position=(2, made.digest(2)))
    made.end("r")

    assert made.verdict().holds, made.verdict()


def test_a_view_that_began_at_the_head_need_not_hold_what_was_before(made: HandMade) -> None:
    made.posted("x", "y")
    made.recorder.began("r", ROOM, 1)
    made.events("r", 1, 2)
    made.end("r")

    assert made.verdict().holds, made.verdict()


def test_a_view_begins_anew_when_its_room_is_joined_again(made: HandMade) -> None:
    made.posted("x", "y", "z")
    made.events("r", 0, 1)
    made.recorder.began("r", ROOM, 2)
    made.events("r", 2, 3)
    made.end("r")

    assert made.verdict().holds, made.verdict()


def test_a_message_where_the_log_has_none_diverges(made: HandMade) -> None:
    made.stands("j", kind="join", body=None)
    made.post("x")
    made.recorder.received("r", ROOM, "reset", sightings([(1, "x")]), stands_at=1)
    made.end("r")

    assert any("no message" in v.text for v in made.verdict().of("diverged"))


def test_an_event_applied_twice_is_doubled(made: HandMade) -> None:
    made.posted("x", "y")
    made.seen("r", (1, "x"), (2, "y"), (1, "x"))
    made.end("r")

    assert "applied x at 7/1 again" in made.the("doubled").text


def test_an_event_that_comes_again_and_is_dropped_harms_nobody(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 1)
    made.events("r", 0, 2, applied_from=2)
    made.end("r")

    assert made.verdict().holds, made.verdict()


def test_an_event_applied_past_a_hole_diverges(made: HandMade) -> None:
    made.posted("x", "y", "z")
    made.seen("r", (1, "x"), (3, "z"))

    assert "where 2 was next" in made.the("diverged").text


def test_a_reader_that_ends_below_the_head_is_behind(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 1)
    made.end("r", 1)

    assert "r ended room 7 at 1, its head is 2" in made.the("behind").text


def test_a_reader_that_claims_the_head_without_the_events_is_behind(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 1)
    made.end("r", 2)

    assert made.the("behind").places == {(ROOM, 2)}


def test_a_reader_that_ends_with_another_digest_diverges(made: HandMade) -> None:
    made.posted("x")
    made.seen("r", (1, "x"))
    made.recorder.ended("r", ROOM, 1, "feedfeedfeedfeed")

    rules = {violation.rule for violation in made.verdict().of("diverged")}

    assert rules == {"a_place_has_one_digest", "readers_end_at_the_head"}


def test_what_was_left_out_is_told_though_the_client_asked_for_it_again(made: HandMade) -> None:
    made.posted("x", "y", "z")
    made.events("r", 0, 1)
    made.events("r", 2, 3, applied_from=4)
    made.recorder.skipped("r", ROOM, 1)
    made.events("r", 1, 3)
    made.end("r")

    violation = made.the("diverged")

    assert violation.places == {(ROOM, 2)}
