"""Each has their own burst, and nobody costs memory for longer than they must."""

from concurrent.futures import ThreadPoolExecutor

from chat.realtime.throttle import KeyedBuckets


class Clock:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def test_one_s_flood_is_not_the_other_s() -> None:
    buckets = KeyedBuckets(rate=1, burst=3, clock=Clock())
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b")


def test_who_waits_as_long_as_told_is_let_through() -> None:
    clock = Clock()
    buckets = KeyedBuckets(rate=1, burst=3, clock=clock)
    while buckets.take("a"):
        pass
    clock.now_s += buckets.retry_ms("a") / 1000
    assert buckets.take("a")


def test_the_wait_grows_shorter_by_itself() -> None:
    clock = Clock()
    buckets = KeyedBuckets(rate=1, burst=3, clock=clock)
    buckets.take("a", 3)
    assert buckets.retry_ms("a") == 1_000
    clock.now_s += 0.5
    assert buckets.retry_ms("a") == 500
    clock.now_s += 0.5
    assert buckets.retry_ms("a") == 0


def test_who_has_not_asked_need_not_wait() -> None:
    buckets = KeyedBuckets(rate=1, burst=3, clock=Clock())
    buckets.take("a")
    assert (buckets.retry_ms("a"), buckets.retry_ms("b")) == (0, 0)


def test_what_must_be_full_again_is_forgotten() -> None:
    clock = Clock()
    buckets = KeyedBuckets(rate=1, burst=3, clock=clock)
    for key in ("a", "b"):
        while buckets.take(key):
            pass
        clock.now_s += 2
    buckets.take("c")
    assert len(buckets) == 2, "b's comes back for another second"
    clock.now_s += 3
    buckets.take("d")
    assert len(buckets) == 1


def test_a_flood_that_goes_on_is_not_forgotten() -> None:
    clock = Clock()
    buckets = KeyedBuckets(rate=1, burst=3, clock=clock)
    taken = 0
    for _ in range(100):
        taken += buckets.take("a")
        clock.now_s += 0.1
    assert taken == 3 + 9


def test_a_flood_of_keys_costs_no_more_than_the_most() -> None:
    buckets = KeyedBuckets(rate=1, burst=3, clock=Clock(), most=10)
    for number in range(1_000):
        buckets.take(str(number))
    assert len(buckets) == 10


def test_threads_share_one_burst() -> None:
    buckets = KeyedBuckets(rate=1, burst=500, clock=Clock())
    with ThreadPoolExecutor(8) as threads:
        taken = sum(threads.map(lambda _: buckets.take("a"), range(2_000)))
    assert taken == 500
