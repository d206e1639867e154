"""When the clients were the bottleneck, and when they were only late now and then."""

from tests.chaos.machine.lag import TICK_S, Lag


def lag(*took_s: float) -> Lag:
    found = Lag()
    for turn_s in took_s:
        found.note(turn_s)
    return found


def test_who_is_in_time_is_no_bottleneck() -> None:
    assert not lag(*[TICK_S] * 100).is_bottleneck


def test_a_little_late_is_not_late() -> None:
    found = lag(*[TICK_S + 0.05] * 100)

    assert found.late_s == 0
    assert not found.is_bottleneck


def test_late_once_is_no_bottleneck() -> None:
    found = lag(*[TICK_S] * 100, TICK_S + 1.0)

    assert found.worst_s == 1.0
    assert not found.is_bottleneck


def test_late_for_most_of_the_time_is_one() -> None:
    assert lag(*[TICK_S + 0.2] * 10).is_bottleneck


def test_without_having_watched_nothing_is_known_to_be_late() -> None:
    assert not Lag().is_bottleneck
