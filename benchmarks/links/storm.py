"""Much goes wrong at once: how many links has each client at a time, and is it back afterwards?"""

import random
import time
from collections.abc import Callable, Sequence

from benchmarks.links.contestants import Contestant
from benchmarks.links.row import Row

Event = Callable[[Contestant], object]

EVENTS: dict[str, Event] = {
    "the link is cut": lambda one: one.proxy.cut(),
    "… with a reset": lambda one: one.proxy.cut(reset=True),
    "the server is away": lambda one: one.proxy.refuse(),
    "everything is swallowed": lambda one: one.proxy.blackhole(),
    "everything passes": lambda one: one.proxy.forward(),
    "… and comes late": lambda one: one.proxy.delay(300),
    "… and comes at once": lambda one: one.proxy.delay(0),
    "offline": lambda one: one.window.offline(True),
    "online": lambda one: one.window.offline(False),
    "the page is frozen": lambda one: _life(one, "frozen"),
    "the page goes on": lambda one: _life(one, "active"),
    "somebody asks for a link": lambda one: one.window.value("void window.client.reconnect()"),
}
# More often than not something that mends, so that links come about and are hit.
WEIGHTS = [1.5 if name in {"everything passes", "online"} else 1.0 for name in EVENTS]
PAUSE_S = (0.05, 0.8)


def links_at_once(contestants: Sequence[Contestant], events: int, rng: random.Random) -> Row:
    for contestant in contestants:
        contestant.window.value("void (window.witness.mostAlive = window.witness.alive())")
    for name in rng.choices(list(EVENTS), WEIGHTS, k=events):
        for contestant in contestants:
            EVENTS[name](contestant)
        time.sleep(rng.uniform(*PAUSE_S))
    for contestant in contestants:
        _calm(contestant)
        contestant.is_up()
    most = {one.name: one.witness("mostAlive") for one in contestants}
    return Row("links alive at once, at most", "", most, 1)


def _calm(contestant: Contestant) -> None:
    contestant.proxy.delay(0)
    contestant.proxy.forward()
    contestant.window.offline(False)
    _life(contestant, "active")


def _life(contestant: Contestant, state: str) -> None:
    contestant.window.ask("Page.setWebLifecycleState", state=state)
