"""A backup that was restored excuses what it dropped, and nothing else."""

from tests.unit.chaos_checker.hand_made import ROOM, HandMade, sightings

FEED = "feedfeedfeedfeed"


def test_what_was_acknowledged_above_the_backup_may_be_gone(made: HandMade) -> None:
    made.posted("x", "y")
    made.restore(1)

    assert made.verdict().holds, made.verdict()


def test_what_was_acknowledged_at_its_head_may_not(made: HandMade) -> None:
    made.posted("x", "y")
    made.restore(1)
    made.log.clear()

    assert {"lost", "diverged"} == {v.kind for v in made.verdict().violations}
    assert made.verdict().of("lost")[0].ids == {"x"}


def test_what_was_sent_since_may_not(made: HandMade) -> None:
    made.posted("x", "y")
    made.restore(1)
    made.post("z")
    made.ack("z", 2)

    assert made.the("lost").ids == {"z"}


def test_an_ack_that_was_long_on_its_way_may_come_after_the_restore(made: HandMade) -> None:
    made.connect("a")
    made.post("x")
    made.restore(0)
    made.ack("x", 1)

    assert made.verdict().holds, made.verdict()


def test_but_not_by_a_connection_that_was_opened_after_it(made: HandMade) -> None:
    made.connect("a")
    made.post("x")
    made.restore(0)
    made.connect("a")
    made.ack("x", 1)

    assert made.the("lost").ids == {"x"}


def test_an_event_of_before_is_an_ack_of_before(made: HandMade) -> None:
    """A server that has not noticed yet passes on what it kept."""
    made.post("x")
    made.stands("x")
    old = (1, made.digest(1))
    made.restore(0)
    made.connect("a")
    made.recorder.received("a", ROOM, "events", sightings([(1, "x")]), position=old)
    made.ack("x", 1, via="event")

    assert made.verdict().holds, made.verdict()


def test_what_had_no_ack_may_stand_at_a_new_place(made: HandMade) -> None:
    made.posted("w")
    made.post("x")
    made.stands("x")
    made.events("r", 0, 2)
    made.restore(0)
    made.recorder.sent("a", "x")
    made.stands("x")
    made.ack("x", 1)
    made.reset("r")
    made.end("r")

    assert made.verdict().holds, made.verdict()


def test_a_view_past_the_backup_is_reset_or_astray(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 2)
    made.restore(1)
    made.posted("z", "q")
    made.recorder.received(
        "r", ROOM, "events", made.slice(2, 3), position=(3, made.digest(3)), prev=made.digest(2)
    )
    made.end("r")

    rules = {violation.rule for violation in made.verdict().violations}

    assert rules == {"views_stay_in_their_history", "views_are_the_log"}


def test_a_view_that_was_never_past_it_goes_on_without_a_reset(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 1)
    made.restore(1)
    made.posted("z")
    made.events("r", 1, 2)
    made.end("r")

    assert made.verdict().holds, made.verdict()


def test_a_view_left_in_the_ended_history_is_behind(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 2)
    ended = made.digest(2)
    made.restore(1)
    made.recorder.ended("r", ROOM, 2, ended)

    assert {v.kind for v in made.verdict().violations} == {"behind", "diverged"}


def test_a_view_left_in_the_ended_history_at_the_new_head_diverges(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 2)
    ended = made.digest(2)
    made.restore(1)
    made.posted("z")
    made.recorder.ended("r", ROOM, 2, ended)

    assert "in another history" in str(made.verdict())
    assert "r holds y at 7/2, the log has z" in str(made.verdict())


def test_no_place_of_the_new_history_shows_what_the_old_one_had(made: HandMade) -> None:
    made.posted("x", "y")
    made.restore(1)
    made.posted("z")
    made.recorder.received(
        "r", ROOM, "page", sightings([(1, "x"), (2, "y")]), position=(2, made.digest(2))
    )

    assert made.the("diverged").text == "7/2 is z (the log), y (r)"


def test_what_comes_late_of_the_old_history_harms_nobody(made: HandMade) -> None:
    made.posted("x", "y")
    page = (sightings([(1, "x"), (2, "y")]), (2, made.digest(2)))
    made.restore(1)
    made.posted("z")
    made.recorder.received("r", ROOM, "page", page[0], position=page[1], applied_from=3)

    assert made.verdict().holds, made.verdict()


def test_an_ended_history_was_one(made: HandMade) -> None:
    """One restore drops one history: two digests, or two ids, at a place are one too many."""
    made.posted("x", "y")
    made.events("r", 0, 2)
    made.post("q")
    made.recorder.received(
        "s", ROOM, "events", sightings([(2, "q")]), applied_from=3, position=(2, FEED)
    )
    made.restore(1)

    rules = {violation.rule for violation in made.verdict().of("diverged")}

    assert rules == {"a_place_has_one_digest", "an_ended_history_was_one"}


def test_in_an_ended_history_an_id_had_one_place(made: HandMade) -> None:
    made.posted("x", "y")
    ends = [(at, made.digest(at)) for at in (1, 2)]
    for seq, position in enumerate(ends, start=1):
        made.recorder.received("r", ROOM, "events", sightings([(seq, "x")]), position=position)
    made.restore(0)

    assert "x was seen at 7/1 and 7/2" in str(made.verdict())


def test_in_an_ended_history_too_everything_was_said_by_somebody(made: HandMade) -> None:
    made.posted("x")
    ghost = sightings([(2, "ghost")])
    made.recorder.received("r", ROOM, "page", ghost, position=(2, FEED))
    made.restore(1)

    assert made.the("forged").ids == {"ghost"}


def test_a_frame_does_not_go_from_one_history_to_another(made: HandMade) -> None:
    made.posted("x", "y")
    old = made.digest(2)
    made.restore(1)
    made.posted("z", "q")
    made.recorder.received(
        "r", ROOM, "events", made.slice(2, 3), position=(3, made.digest(3)), prev=old
    )

    assert "7/3" in made.verdict().of("diverged")[0].text
    assert made.verdict().of("diverged")[0].rule == "a_frame_is_of_one_history"


def test_after_the_last_restore_nothing_leaves_the_history_that_stands(made: HandMade) -> None:
    made.posted("x", "y", "y2")
    made.restore(1)
    made.posted("z")
    made.post("q")
    made.recorder.received(
        "r",
        ROOM,
        "events",
        sightings([(3, "q")]),
        applied_from=4,
        position=(3, FEED),
        prev=made.digest(2),
    )

    assert made.the("diverged").rule == "a_frame_is_of_one_history"


def test_several_restores_each_drop_what_was_above_them(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 2)
    made.restore(1)
    made.posted("z", "z2")
    made.reset("r")
    made.restore(2)
    made.posted("q")
    made.reset("r")
    made.end("r")

    assert made.verdict().holds, made.verdict()


def test_of_several_restores_none_drops_what_is_below(made: HandMade) -> None:
    made.posted("x", "y")
    made.restore(1)
    made.posted("z")
    made.restore(2)
    made.log[1:] = []

    assert made.verdict().of("lost")[0].ids == {"z"}


def test_a_room_the_backup_does_not_know_may_be_gone(made: HandMade) -> None:
    made.posted("x")
    made.log.clear()
    made.recorder.restored({})

    assert made.verdict().holds, made.verdict()
