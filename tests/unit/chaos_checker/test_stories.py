"""A violation is told shortly, to somebody who was not there."""

from tests.unit.chaos_checker.hand_made import ROOM, HandMade, sightings


def told(story: list[str]) -> list[str]:
    return [line.split("ms  ")[1] for line in story]


def test_a_story_is_what_was_said_of_its_ids(made: HandMade) -> None:
    made.posted("x")
    made.post("y")
    made.ack("y", 2)

    assert told(made.the("lost").story) == [
        "a posts y in room 7: 'hi'",
        "a sends y",
        "a has y acknowledged at 7/2 by its ack",
    ]


def test_times_count_from_its_beginning(made: HandMade) -> None:
    made.posted("x")
    made.post("y")
    made.ack("y", 2)

    assert made.the("lost").story[-1].split("ms")[0].strip() == "2.0"


def test_a_story_names_the_faults_within_it_and_no_others(made: HandMade) -> None:
    made.recorder.fault("long before")
    made.recorder.fault("healed before", "began")
    made.recorder.fault("healed before", "healed")
    made.recorder.fault("black hole", "began")
    made.post("x")
    made.recorder.fault("SIGKILL")
    made.recorder.fault("black hole", "healed")
    made.ack("x", 1)
    made.recorder.fault("long after")

    story = told(made.the("lost").story)

    assert story[0] == "black hole: on for 0.0 s"
    assert [line for line in story if line.startswith("run")] == [
        "run SIGKILL",
        "run black hole: healed",
    ]
    assert not any("long" in line or "before" in line for line in story)


def test_of_a_thousand_receipts_only_those_that_show_it_are_told(made: HandMade) -> None:
    made.posted(*(f"x{number}" for number in range(40)))
    for at in range(0, 40, 2):
        made.events("s", at, at + 2)
    made.reset("s", since=30)
    made.page("s", 10, 30)
    made.page("s", 0, 9)
    made.end("s")

    story = told(made.the("lost").story)

    assert [line for line in story if line.startswith("s ")] == [
        f"s receives by reset: 7/31 to 7/40, at 7/40 {made.digest(40)}",
        f"s ends in room 7 at 40 {made.digest(40)}",
    ]


def test_other_readers_receipts_are_no_part_of_one_reader_s_story(made: HandMade) -> None:
    made.posted("x", "y")
    made.events("r", 0, 2)
    made.end("r")
    made.seen("s", (1, "x"), (2, "y"), (2, "y"))

    assert not any("r receives" in line for line in made.the("doubled").story)


def test_the_links_of_those_who_act_are_told(made: HandMade) -> None:
    made.post("x")
    made.connect("a", "b")
    made.ack("x", 1)

    story = told(made.the("lost").story)

    assert "a connected" in story
    assert "b connected" not in story


def test_a_restore_is_told_with_where_it_led(made: HandMade) -> None:
    made.posted("x", "y")
    made.restore(1)
    made.post("z")
    made.ack("z", 2)

    assert "run restores a backup, up to 7/1" in told(made.the("lost").story)


def test_only_the_first_few_violations_of_a_kind_are_told(made: HandMade) -> None:
    for number in range(9):
        made.post(f"x{number}")
        made.ack(f"x{number}", number + 1)

    verdict = made.verdict()

    assert len(verdict.of("lost")) == 9
    assert sum(1 for violation in verdict.violations if violation.story) == 5
    assert str(verdict).startswith("9 lost, 0 doubled")


def test_a_violation_nobody_said_anything_of_is_told_too(made: HandMade) -> None:
    made.stands("ghost")

    assert "which nobody posted" in str(made.verdict())


def test_a_story_that_is_too_long_says_so(made: HandMade) -> None:
    made.post("x")
    for _ in range(50):
        made.recorder.sent("a", "x")
    made.ack("x", 1)

    assert made.the("lost").story[-1] == "… and 29 more"


def test_who_saw_what_at_a_place_is_told_once(made: HandMade) -> None:
    made.posted("x")
    for reader in ("r", "s", "t"):
        made.recorder.received(reader, ROOM, "events", sightings([(1, "q")]), applied_from=9)

    receipts = [line for line in told(made.the("diverged").story) if "receives" in line]

    assert len(receipts) == 1
