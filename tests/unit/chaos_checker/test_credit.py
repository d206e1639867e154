"""When a client says what it has seen."""

import pytest

from tests.chaos.client.credit import Credit


@pytest.fixture
def credit() -> Credit:
    return Credit()


def test_nothing_is_owed_at_first(credit: Credit) -> None:
    assert credit.due(100) is None


def test_few_events_wait_a_second(credit: Credit) -> None:
    credit.events("7", 3, count=3, size=300, now_s=10)

    assert credit.due(10.9) is None
    assert credit.due(11) == {"type": "seen", "rooms": {"7": 3}, "parts": []}
    assert credit.due(99) is None


def test_thirty_two_events_do_not_wait(credit: Credit) -> None:
    credit.events("7", 32, count=32, size=300, now_s=10)

    assert credit.due(10) is not None


def test_a_quarter_of_a_small_credit_does_not_wait(credit: Credit) -> None:
    credit.limit(unseen_bytes=8_000)
    credit.part("p", size=2_000, now_s=10)

    assert credit.due(10) == {"type": "seen", "rooms": {}, "parts": ["p"]}


def test_a_beat_carries_rooms_and_leaves_parts_to_their_own_frame(credit: Credit) -> None:
    credit.events("7", 3, count=3, size=300, now_s=10)
    credit.part("p", size=300, now_s=10)

    assert credit.for_beat() == {"seen": {"7": 3}}
    assert credit.for_beat() == {}
    assert credit.due(11) == {"type": "seen", "rooms": {}, "parts": ["p"]}
