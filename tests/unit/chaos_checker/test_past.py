"""The rules of filling the past after a reset."""

from typing import Any

from tests.chaos.client.past import Past
from tests.chaos.client.wire import Frame


def page(id: str, seqs: list[int], **more: Any) -> Frame:
    messages = [{"seq": seq} for seq in seqs]
    return {"type": "page", "id": id, "room": "7", "messages": messages, **more}


def asked(past: Past, now_s: float = 0) -> Frame:
    [frame] = past.due(now_s)
    return frame


def test_each_page_asks_for_the_one_before_it_until_none_is_older() -> None:
    past = Past()
    past.open("7", 50)
    first = asked(past)
    past.page(page(first["id"], [30, 49], older=True))
    second = asked(past)
    past.page(page(second["id"], [1, 29]))

    assert (first["before"], second["before"]) == (50, 30)
    assert "7" not in past


def test_the_lowest_message_of_an_answer_is_in_its_first_slice() -> None:
    past = Past()
    past.open("7", 50)
    id = asked(past)["id"]
    past.page(page(id, [20, 30], more=True, older=True))

    assert past.due(0) == [], "the answer is not whole"
    past.page(page(id, [31, 49], older=True))
    assert asked(past)["before"] == 20


def test_an_answer_asked_for_before_another_reset_fills_nothing() -> None:
    past = Past()
    past.open("7", 50)
    old = asked(past)["id"]
    past.open("7", 90)

    assert not past.page(page(old, [30, 49], older=True))
    assert asked(past)["before"] == 90


def test_a_lost_link_asks_again_from_the_same_place() -> None:
    past = Past()
    past.open("7", 50)
    past.page(page(asked(past)["id"], [20, 30], more=True, older=True))
    past.link_lost()

    assert asked(past)["before"] == 50


def test_a_refused_question_waits_and_is_asked_again() -> None:
    past = Past()
    past.open("7", 50)

    assert past.refused(asked(past)["id"], retry_s=1, now_s=10)
    assert past.due(10.5) == []
    assert asked(past, 11)["before"] == 50
