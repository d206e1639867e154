"""The rules of the outbox: order, `prior`, and what is sent again when."""

import pytest

from tests.chaos.client.outbox import Outbox


@pytest.fixture
def outbox() -> Outbox:
    outbox = Outbox()
    outbox.resend_after_s = 14
    for id, room in (("a", "1"), ("b", "1"), ("c", "2")):
        outbox.add(id, room, "hi")
    return outbox


def ids(frames: list[dict[str, str]]) -> list[str]:
    return [frame["id"] for frame in frames]


def test_every_entry_names_the_unanswered_one_before_it_in_its_room(outbox: Outbox) -> None:
    assert [frame.get("prior") for frame in outbox.due(0)] == [None, "a", None]


def test_what_was_sent_is_not_due_again_before_its_time(outbox: Outbox) -> None:
    outbox.due(0)

    assert outbox.due(13.9) == []
    assert ids(outbox.due(14)) == ["a", "b", "c"]


def test_the_time_counts_from_the_last_send(outbox: Outbox) -> None:
    outbox.due(0)
    outbox.due(14)

    assert outbox.due(27) == []


def test_after_a_lost_link_all_that_is_unanswered_goes_again_in_order(outbox: Outbox) -> None:
    outbox.due(0)
    outbox.answer("a")
    outbox.link_lost()

    frames = outbox.due(1)

    assert ids(frames) == ["b", "c"]
    assert "prior" not in frames[0], "an answered entry is nobody's prior"


def test_a_held_entry_holds_what_follows_it_in_its_room_alone(outbox: Outbox) -> None:
    outbox.due(0)
    outbox.hold("a", until_s=5)
    outbox.hold("b", until_s=2)
    outbox.add("d", "2", "hi")

    assert ids(outbox.due(3)) == ["d"]
    assert ids(outbox.due(5)) == ["a", "b"]


def test_a_new_link_ends_every_hold(outbox: Outbox) -> None:
    outbox.due(0)
    outbox.hold("a", until_s=5)
    outbox.link_lost()

    assert ids(outbox.due(1)) == ["a", "b", "c"]


def test_an_answer_to_what_is_answered_changes_nothing(outbox: Outbox) -> None:
    outbox.answer("a")
    outbox.hold("a", until_s=5)

    assert outbox.answer("a") is None
    assert "a" not in outbox
    assert len(outbox) == 2
