"""When each client first said something, on the same clock."""

import time
from collections.abc import Sequence

from benchmarks.links.contestants import Contestant

# Far below what a figure is rounded to.
POLL_S = 0.05

Found = dict[str, float | None]


def first_after(
    contestants: Sequence[Contestant], since_s: float, waited_s: float, list_name: str
) -> Found:
    """By client: seconds from `since_s` to the first moment in its witness's `downAt` or `upAt`;
    None: not within `waited_s`.
    """
    found: Found = {contestant.name: None for contestant in contestants}
    while None in found.values() and time.time() - since_s < waited_s:
        time.sleep(POLL_S)
        for contestant in contestants:
            if found[contestant.name] is None:
                found[contestant.name] = _first(contestant, since_s, list_name)
    return found


def _first(contestant: Contestant, since_s: float, list_name: str) -> float | None:
    since_ms = int(since_s * 1000)
    at_ms = contestant.witness(f"{list_name}.find((atMs) => atMs >= {since_ms}) ?? null")
    return None if at_ms is None else at_ms / 1000 - since_s
