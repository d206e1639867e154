"""Orders the log may not have, and those it may."""

from tests.unit.chaos_checker.hand_made import HandMade


def test_one_sender_s_posts_out_of_order_are_reordered(made: HandMade) -> None:
    made.post("x")
    made.post("y")
    made.stands("y", "x")

    assert made.the("reordered").ids == {"x", "y"}


def test_one_sender_s_order_counts_for_unanswered_posts_too(made: HandMade) -> None:
    made.post("x")
    made.post("y")
    made.stands("y", "x")
    made.ack("y", 1)

    assert made.the("reordered").rule == "a_sender_keeps_its_order"


def test_what_a_restore_dropped_may_be_sent_again_after_what_was_posted_since(
    made: HandMade,
) -> None:
    made.post("x")
    made.stands("x")
    made.ack("x", 1)
    made.restore(0)
    made.posted("y")
    made.recorder.sent("a", "x")
    made.stands("x")
    made.ack("x", 2)

    assert made.verdict().holds, made.verdict()


def test_two_senders_pipelining_may_stand_in_any_order(made: HandMade) -> None:
    made.post("x", client="a")
    made.post("y", client="b")
    made.stands("y", "x")
    made.ack("x", 2)
    made.ack("y", 1, client="b")

    assert made.verdict().holds, made.verdict()


def test_a_post_made_after_another_s_ack_may_not_stand_before_it(made: HandMade) -> None:
    made.post("x", client="a")
    made.ack("x", 2)
    made.post("y", client="b")
    made.stands("y", "x")

    assert "after the ack of x" in made.the("reordered").text


def test_an_ack_of_an_ended_history_orders_nothing_in_the_next(made: HandMade) -> None:
    """Its second copy came late, to the database of before."""
    made.post("x", client="a")
    made.stands("x")
    made.ack("x", 1)
    made.restore(0)
    made.post("y", client="b")
    made.stands("y", "x")

    assert made.verdict().holds, made.verdict()
