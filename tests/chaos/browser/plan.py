"""What happens to a page, from a seed: the same seed is the same plan."""

import random
from dataclasses import dataclass

# The walks of every run. Servers start in them seldom: that is what would take their time.
QUICK_SEEDS = range(10)
EVENTS = 12
LONGEST_PAUSE_MS = 200

# Each with its weight, and what the page or its network is like after it.
NETWORK = {"cut": 3, "reset": 2, "delay": 2, "black hole": 2, "refuse": 2, "forward": 3}
DEVICE = {"offline": 2, "online": 2, "freeze": 2, "resume": 2}
PEOPLE = {"post": 8, "neighbour posts": 5, "try now": 2}
PAGE = {"reload": 2, "there and back": 2}
SERVER = {"kill": 1, "drain": 1}
QUICK_SERVER = {"kill": 0.25, "drain": 0.25}
# A page can be fetched only where the network passes, and used only where it is not frozen.
BLOCKED_BY = {
    "reload": {"black hole", "refuse", "offline", "freeze"},
    "there and back": {"black hole", "refuse", "offline", "freeze"},
    "post": {"freeze"},
    "try now": {"freeze"},
}
ENDS = {
    "forward": {"black hole", "refuse", "delay"},
    "online": {"offline"},
    "resume": {"freeze"},
}
STATES = {state for ended in ENDS.values() for state in ended}


@dataclass(frozen=True)
class Step:
    event: str
    pause_ms: int  # after it


def plan_of(seed: int) -> list[Step]:
    """`EVENTS` events that are possible in their order; the first is always a post."""
    source = random.Random(seed)
    server = QUICK_SERVER if seed in QUICK_SEEDS else SERVER
    weights = {**NETWORK, **DEVICE, **PEOPLE, **PAGE, **server}
    state: set[str] = set()
    steps = [Step("post", 0)]
    while len(steps) < EVENTS:
        event = source.choices(list(weights), list(weights.values()))[0]
        if state & BLOCKED_BY.get(event, set()) or event in state:
            continue
        state -= ENDS.get(event, set())
        state |= {event} & STATES
        steps.append(Step(event, source.randrange(LONGEST_PAUSE_MS)))
    return steps
