"""Only the time that the machine took is taken off a pong, and no more than once."""

import os

import pytest

from tests.chaos.endurance.lateness import TICK_S, Lateness


def lateness(*notes: tuple[float, float]) -> Lateness:
    """With each (seconds late, until when) noted."""
    found = Lateness(os.getpid())
    for late_s, now in notes:
        found._note(late_s, now)
    return found


def test_a_pong_during_which_nobody_was_late_counts_in_full() -> None:
    assert lateness((0.1, 1.0)).within(1.0, 1.5) == 0


def test_a_stall_longer_than_the_lateness_within_it_remains_one() -> None:
    assert lateness((0.1, 1.3)).within(1.0, 1.5) == pytest.approx(0.1 + TICK_S)


def test_lateness_of_both_at_once_counts_once() -> None:
    assert lateness((0.1, 1.3), (0.12, 1.31)).within(1.0, 1.5) == pytest.approx(0.125)


def test_a_little_late_is_not_late() -> None:
    assert lateness((0.004, 1.3)).within(1.0, 1.5) == 0
