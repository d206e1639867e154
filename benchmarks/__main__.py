"""`python -m benchmarks`: the table, and exit status 1 where we have become too slow.

SMOKE=1 takes half a minute; figures to write down want the full run and a machine at rest.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.measure import Load, cost
from benchmarks.servers import Running, lifeline, socket_io, tutorial_in_memory, tutorial_on_redis

SERVERS: dict[str, Callable[[Path], AbstractContextManager[Running]]] = {
    "Channels tutorial, Redis": tutorial_on_redis,
    "Channels tutorial, in memory": tutorial_in_memory,
    "Socket.IO": socket_io,
    "Lifeline": lifeline,
}
OURS = "Lifeline"
ROOM = 100
SMOKE = bool(os.environ.get("SMOKE"))
SETS = 80 if SMOKE else 150
# The servers take turns, so that a neighbour's burst of work is not counted against one alone.
TURNS = 1 if SMOKE else 3


class Bound(NamedTuple):
    """At most so many deliveries of theirs may one of ours cost."""

    theirs: str
    at_once: int
    ratio: float


# Those to Socket.IO hold what there is, with room for a busy machine. The aim is 1.1 and 0.4, and
# is not reached: docs/measurements.md says where the time goes.
BOUNDS = (
    Bound("Channels tutorial, in memory", 1, 0.8),
    Bound("Channels tutorial, in memory", 8, 0.25),
    Bound("Socket.IO", 1, 2.5),
    Bound("Socket.IO", 8, 0.7),
)
# Eight at a time cost each less, so that there may be more of them.
LOADS = [Load(ROOM, at_once=1, messages=SETS), Load(ROOM, at_once=8, messages=SETS * 4)]


def main() -> int:
    judged = {OURS, *(bound.theirs for bound in BOUNDS)}
    names = [name for name in SERVERS if name in judged or not SMOKE]
    turns = [{name: _costs_us(SERVERS[name]) for name in names} for _ in range(TURNS)]
    table = {
        name: [median(turn[name][column] for turn in turns) for column in range(len(LOADS))]
        for name in names
    }
    _print_table(table)
    return max(_judge(bound, table) for bound in BOUNDS)


def _costs_us(server: Callable[[Path], AbstractContextManager[Running]]) -> list[float]:
    with (
        tempfile.TemporaryDirectory(prefix="lifeline-bench-") as folder,
        server(Path(folder)) as running,
    ):
        return [asyncio.run(cost(running, load)).us for load in LOADS]


def _print_table(table: dict[str, list[float]]) -> None:
    print(f"{'CPU µs a delivery':32}" + "".join(f"{load!s:>30}" for load in LOADS))
    for name, costs in table.items():
        print(f"{name:32}" + "".join(f"{us:30.1f}" for us in costs))


def _judge(bound: Bound, table: Mapping[str, Sequence[float]]) -> int:
    column = next(i for i, load in enumerate(LOADS) if load.at_once == bound.at_once)
    ratio = table[OURS][column] / table[bound.theirs][column]
    verdict = "within" if ratio <= bound.ratio else "ABOVE"
    print(
        f"{LOADS[column]}: ours costs {ratio:.2f} of {bound.theirs}, "
        f"{verdict} the bound of {bound.ratio:.2f}"
    )
    return int(ratio > bound.ratio)


if __name__ == "__main__":
    sys.exit(main())
