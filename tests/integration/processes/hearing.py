"""How fast one process hears of the other tells by what: a hint through Redis, or the poll."""

import time
from typing import NamedTuple

from tests.integration.chatting import say
from tests.servers.wire import Wire

# By the poll alone all but the first take 2 s each, half a second where Redis is known to be gone.
IN_A_ROW = 5
BY_HINT_S = 1.5
# Twice what it may take to find out that Redis is gone, and then to find the event.
BY_POLL_S = 6.0
# A process tries Redis again every 2 s, and may have to wait for a time-out first.
HEALED_S = 20.0


class Here(NamedTuple):
    """Alice on one process and Bob on another."""

    alice: Wire
    bob: Wire
    room: str


async def hear(here: Here) -> float:
    """Seconds until Bob has several messages of Alice's, said one after another."""
    started = time.monotonic()
    for _ in range(IN_A_ROW):
        await heard(here, (await say(here.alice, here.room))["seq"])
    return time.monotonic() - started


async def heard(here: Here, seq: int) -> None:
    """Wait until Bob has that event, however it comes."""
    events = await here.bob.expect("events", room=here.room, timeout_s=BY_POLL_S)
    while events["events"][-1]["seq"] < seq:
        events = await here.bob.expect("events", room=here.room, timeout_s=BY_POLL_S)


async def healed(here: Here) -> None:
    """Wait until hints come through again."""
    end = time.monotonic() + HEALED_S
    while await hear(here) > BY_HINT_S:
        assert time.monotonic() < end, "Hints do not come through again."
