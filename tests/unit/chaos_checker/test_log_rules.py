"""What may not be wrong with the log itself: the checker sees it and names it."""

from tests.chaos.checker.facts import LogEntry
from tests.chaos.checker.verdict import check
from tests.unit.chaos_checker.hand_made import ROOM, HandMade


def test_a_run_without_a_fault_holds(made: HandMade) -> None:
    made.posted("x", "y")
    for reader in ("r", "s"):
        made.seen(reader, (1, "x"), (2, "y"))
        made.end(reader)

    verdict = made.verdict()

    assert verdict.holds, verdict
    assert (verdict.acked, verdict.readers, verdict.deliveries) == (2, 2, 4)


def test_a_post_without_an_answer_may_stand_or_not(made: HandMade) -> None:
    made.post("x")
    made.post("y")
    made.stands("y")
    made.seen("r", (1, "y"))
    made.end("r")

    verdict = made.verdict()

    assert verdict.holds, verdict
    assert verdict.unknown == 2


def test_an_acknowledged_id_missing_in_the_log_is_lost(made: HandMade) -> None:
    made.posted("x")
    made.post("y")
    made.ack("y", 2)

    assert "y was acknowledged at 7/2" in made.the("lost").text


def test_an_ack_that_names_a_wrong_place_is_lost(made: HandMade) -> None:
    made.post("x")
    made.stands("x")
    made.ack("x", 4)

    assert "acknowledged at 7/4" in made.the("lost").text


def test_an_id_that_stands_twice_is_doubled_acknowledged_or_not(made: HandMade) -> None:
    made.post("x")
    made.stands("x", "x")

    assert made.the("doubled").text == "x stands at 7/1 and at 7/2"


def test_what_the_server_says_stands_once_in_a_room_too(made: HandMade) -> None:
    made.stands("j", "j", kind="join", body=None)

    assert made.the("doubled").ids == {"j"}


def test_a_post_that_stands_in_two_rooms_is_doubled(made: HandMade) -> None:
    made.posted("x")
    other = LogEntry(1, "x", "post", "alice", made.digest(1), "hi")

    verdict = check(made.recorder.records, {ROOM: made.log, "8": [other]})

    assert verdict.of("doubled")


def test_a_hole_in_the_log_itself_diverges(made: HandMade) -> None:
    made.post("x")
    made.log.append(LogEntry(2, "x", "post", "alice", made.digest(2), "hi"))

    assert "has 2 where 1 was next" in made.the("diverged").text


def test_a_post_nobody_made_is_forged(made: HandMade) -> None:
    made.stands("ghost")

    assert "which nobody posted" in made.the("forged").text


def test_a_body_that_is_not_as_it_was_sent_is_forged(made: HandMade) -> None:
    made.post("x", body="hi ")
    made.stands("x")

    assert "as 'hi ', not 'hi'" in made.the("forged").text


def test_an_empty_body_is_not_that_of_what_was_sent(made: HandMade) -> None:
    made.post("x")
    made.stands("x", body="")

    assert "as 'hi', not ''" in made.the("forged").text


def test_a_text_that_is_gone_and_nobody_erased_is_lost(made: HandMade) -> None:
    made.post("x")
    made.stands("x", body=None)

    assert "nobody erased it" in made.the("lost").text


def test_a_finally_refused_post_that_stands_is_resurrected(made: HandMade) -> None:
    made.post("x")
    made.stands("x")
    made.recorder.refused("a", "x", "too-long", final=True)

    assert "finally refused (too-long)" in made.the("resurrected").text


def test_a_refusal_with_retry_ms_leaves_the_outcome_open(made: HandMade) -> None:
    made.post("x")
    made.recorder.refused("a", "x", "throttled", final=False)
    made.stands("x")
    made.ack("x", 1)

    assert made.verdict().holds, made.verdict()


def test_events_of_other_kinds_are_the_server_s_own(made: HandMade) -> None:
    made.stands("j", kind="join", body=None)
    made.events("r", 0, 1)
    made.end("r")

    assert made.verdict().holds, made.verdict()
