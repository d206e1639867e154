"""A burst is welcome, a flood is not."""

import pytest

from chat.realtime.throttle import TokenBucket


class Clock:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bucket(clock: Clock) -> TokenBucket:
    return TokenBucket(rate=5, burst=20, clock=clock)


def test_a_burst_goes_through_and_no_more(bucket: TokenBucket) -> None:
    assert [bucket.take() for _ in range(21)] == [True] * 20 + [False]


def test_tokens_come_back_at_the_rate(bucket: TokenBucket, clock: Clock) -> None:
    while bucket.take():
        pass

    clock.now_s += 1

    assert [bucket.take() for _ in range(6)] == [True] * 5 + [False]


def test_a_long_silence_earns_no_more_than_the_burst(bucket: TokenBucket, clock: Clock) -> None:
    clock.now_s += 10_000

    assert sum(bucket.take() for _ in range(100)) == 20


def test_who_waits_as_long_as_told_is_let_through(bucket: TokenBucket, clock: Clock) -> None:
    while bucket.take():
        pass

    clock.now_s += bucket.retry_ms / 1000

    assert bucket.take()


def test_many_are_taken_together_or_none(bucket: TokenBucket, clock: Clock) -> None:
    assert [bucket.take(15), bucket.take(15), bucket.take(5), bucket.take()] == [
        *(True, False, True, False)
    ]

    bucket.take(10)
    clock.now_s += bucket.retry_ms / 1000

    assert bucket.take(10)


def test_being_refused_costs_nothing(bucket: TokenBucket, clock: Clock) -> None:
    for _ in range(100):
        bucket.take()

    clock.now_s += 0.2

    assert bucket.take()
