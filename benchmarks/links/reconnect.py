"""A person asks for a link now: how long until the client dials, whatever was pending?"""

import time
from collections.abc import Callable, Sequence

from benchmarks.links.contestants import Contestant
from benchmarks.links.row import Row
from tests.servers.waiting import wait_until

MAX_MS = 50
WAITED_MS = 15_000
WAITING_DEADLINE_S = 30


def from_waiting(contestants: Sequence[Contestant], rounds: int) -> Row:
    """The server refuses connections, and the client waits for its next try."""
    slowest = _slowest(contestants, rounds, _is_waiting)
    return Row("`reconnect()` to dial, while it waits", "ms", slowest, MAX_MS, WAITED_MS)


def with_a_hung_try(contestants: Sequence[Contestant], rounds: int) -> Row:
    """A try has a connection to somebody who never answers the handshake."""
    slowest = _slowest(contestants, rounds, _is_hanging)
    return Row("… while a try hangs in its handshake", "ms", slowest, MAX_MS, WAITED_MS)


def _slowest(
    contestants: Sequence[Contestant], rounds: int, arrange: Callable[[Contestant], None]
) -> dict[str, float | None]:
    return {one.name: _slowest_ms(one, rounds, arrange) for one in contestants}


def _slowest_ms(
    contestant: Contestant, rounds: int, arrange: Callable[[Contestant], None]
) -> float | None:
    slowest = 0.0
    for _ in range(rounds):
        contestant.renew()
        arrange(contestant)
        took = contestant.witness(f"dialsWithin({WAITED_MS})")
        if took is None:
            return None
        slowest = max(slowest, took)
    contestant.renew()
    return slowest


def _is_waiting(contestant: Contestant) -> None:
    contestant.waits()
    # A client that dials at once after a cut does so in this time, and waits from then on.
    time.sleep(0.3)


def _is_hanging(contestant: Contestant) -> None:
    """Its next try, whenever that comes."""
    _is_waiting(contestant)
    contestant.proxy.forward()
    contestant.proxy.blackhole()
    wait_until(
        lambda: contestant.witness("alive()") == 1,
        WAITING_DEADLINE_S,
        f"{contestant.name} to dial",
    )
