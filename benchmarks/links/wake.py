"""The machine sleeps, and its connections die meanwhile: after how long is there a link again?"""

import time
from collections.abc import Sequence

from benchmarks.links.chromium import Chromium
from benchmarks.links.contestants import Contestant
from benchmarks.links.row import Row
from benchmarks.links.said import Found, first_after

MAX_S = 1.5
# Without a heartbeat so long a server has let go of its client: Lifeline's waits for 24 s.
ASLEEP_S = 30
WAITED_S = 30


def cut(chromium: Chromium, contestants: Sequence[Contestant]) -> Row:
    """The end of the connection waits in the kernel for the browser to wake."""
    back = _back(chromium, contestants, "cut")
    return Row("back after wake, link cut meanwhile", "s", back, MAX_S, WAITED_S)


def silent(chromium: Chromium, contestants: Sequence[Contestant]) -> Row:
    """Nobody says that the connection is dead: a router forgot it."""
    back = _back(chromium, contestants, "abandon")
    return Row("back after wake, link forgotten by the network", "s", back, MAX_S, WAITED_S)


def _back(chromium: Chromium, contestants: Sequence[Contestant], how: str) -> Found:
    """Seconds from the wake until a new link has had an answer of the server."""
    for contestant in contestants:
        contestant.renew()
    time.sleep(5)  # what has lived so long is a stable link to all three
    chromium.sleep()
    try:
        for contestant in contestants:
            getattr(contestant.proxy, how)()
        time.sleep(ASLEEP_S)
    finally:
        woken_at_s = chromium.wake()
    back = first_after(contestants, woken_at_s, WAITED_S, "upAt")
    for contestant in contestants:
        contestant.renew()
    return back
