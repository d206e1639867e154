"""The rules of positions: continue, drop, straddle, and refuse what does not fit."""

from tests.chaos.checker.history import Sighting
from tests.chaos.client.replica import EMPTY_DIGEST, Replica

A, B = "a" * 16, "b" * 16


def events(*seqs: int) -> list[Sighting]:
    return [Sighting(seq, f"e{seq}", "post", "1", "hi") for seq in seqs]


def test_events_that_continue_the_position_are_applied() -> None:
    replica = Replica()

    taken = replica.take(EMPTY_DIGEST, events(1, 2), A)

    assert (taken.applied_from, taken.fits) == (1, True)
    assert replica.is_at(2, A)


def test_events_one_has_are_dropped_whatever_their_digest() -> None:
    replica = Replica(5, A)

    taken = replica.take(B, events(4, 5), B)

    assert (taken.applied_from, taken.fits) == (6, True)
    assert replica.is_at(5, A)


def test_of_a_frame_that_straddles_the_tail_is_applied_and_its_digest_taken() -> None:
    replica = Replica(5, A)

    taken = replica.take(EMPTY_DIGEST, events(4, 5, 6, 7), B)

    assert (taken.applied_from, taken.fits) == (6, True)
    assert replica.is_at(7, B)


def test_a_hole_does_not_fit_and_moves_nothing() -> None:
    replica = Replica(5, A)

    taken = replica.take(A, events(7), B)

    assert not taken.fits
    assert replica.is_at(5, A)


def test_a_wrong_prev_does_not_fit_and_moves_nothing() -> None:
    replica = Replica(5, A)

    taken = replica.take(B, events(6), B)

    assert not taken.fits
    assert replica.is_at(5, A)


def test_before_the_head_is_named_nothing_is_applied_and_nothing_is_a_hole() -> None:
    replica = Replica(known=False)

    taken = replica.take(A, events(6), B)

    assert (taken.applied_from, taken.fits) == (7, True)
    assert not replica.is_at(0, EMPTY_DIGEST)
