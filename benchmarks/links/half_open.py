"""The network swallows everything and tells nobody: after how long does each client say so?"""

import random
import time
from collections.abc import Sequence

from benchmarks.links.chromium import Chromium
from benchmarks.links.contestants import Contestant
from benchmarks.links.row import Row
from benchmarks.links.said import Found, first_after

VISIBLE_MAX_S, HIDDEN_MAX_S = 15, 75
# Somewhere in the course of a heartbeat; the longest interval of them is 10 s.
PHASE_MAX_S = 10
# Throttling of hidden tabs begins 5 s after (chromium.py): so long is waited until it is in force.
HIDDEN_FIRST_S = 20
THROTTLED_S = 30
# A page of its own shows that it is: the longest time between two of its chained timers.
CANARY = """
window.longestMs = () => Math.max(longestMs, Date.now() - lastAt);
let longestMs = 0;
let lastAt = Date.now();
const sing = () => {
  longestMs = window.longestMs();
  lastAt = Date.now();
  setTimeout(sing, 100);
};
sing();
"""


def visible(contestants: Sequence[Contestant], rounds: int, rng: random.Random) -> Row:
    waited_s = 2 * VISIBLE_MAX_S
    worst = _worst([_noticed(contestants, rng, waited_s) for _ in range(rounds)])
    return Row("half-open link noticed, tab visible", "s", worst, VISIBLE_MAX_S, waited_s)


def hidden(chromium: Chromium, contestants: Sequence[Contestant], rng: random.Random) -> Row:
    waited_s = HIDDEN_MAX_S + VISIBLE_MAX_S
    canary = chromium.window()
    canary.open(contestants[0].page, "window.client")
    canary.value(CANARY)
    windows = [canary, *(contestant.window for contestant in contestants)]
    for window in windows:
        window.hide()
    try:
        time.sleep(HIDDEN_FIRST_S)
        found = _noticed(contestants, rng, waited_s)
        longest_ms = canary.value("window.longestMs()")
    finally:
        for window in windows:
            window.show()
    if longest_ms < 1000 * THROTTLED_S:
        raise RuntimeError("This browser does not throttle hidden tabs: the figures mean nothing.")
    return Row("… tab hidden and throttled", "s", found, HIDDEN_MAX_S, waited_s)


def _noticed(contestants: Sequence[Contestant], rng: random.Random, waited_s: float) -> Found:
    """In seconds, by client."""
    for contestant in contestants:
        contestant.is_up()
    time.sleep(rng.uniform(0, PHASE_MAX_S))
    since_s = time.time()
    for contestant in contestants:
        contestant.proxy.blackhole()
    found = first_after(contestants, since_s, waited_s, "downAt")
    for contestant in contestants:
        contestant.renew()
    return found


def _worst(rounds: Sequence[Found]) -> Found:
    """Never is worst of all."""
    worst: Found = {}
    for name in rounds[0]:
        figures = [found[name] for found in rounds]
        known = [figure for figure in figures if figure is not None]
        worst[name] = max(known) if len(known) == len(figures) else None
    return worst
