"""`python -m benchmarks`: the table, and exit status 1 where we have become too slow.

SMOKE=1 takes half a minute; figures to write down want the full run and a machine at rest.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks.measure import Load, cost
from benchmarks.servers import Running, lifeline, tutorial_in_memory, tutorial_on_redis

SERVERS: dict[str, Callable[[Path], AbstractContextManager[Running]]] = {
    "Channels tutorial, Redis": tutorial_on_redis,
    "Channels tutorial, in memory": tutorial_in_memory,
    "Lifeline": lifeline,
}
OURS = "Lifeline"
# Whom we compare ourselves with: one process and no Redis, as we run here.
THEIRS = "Channels tutorial, in memory"
# The most that a delivery of ours may cost, in deliveries of theirs, by messages at a time. About
# half as much again as docs/measurements.md has: a busy machine moved the ratios by a quarter.
BOUNDS = {1: 0.8, 8: 0.25}
ROOM = 100


def main() -> int:
    sets = 80 if os.environ.get("SMOKE") else 400
    # Eight at a time cost each less, so that there may be more of them.
    loads = [Load(ROOM, at_once, sets * (1 if at_once == 1 else 4)) for at_once in BOUNDS]
    table = {name: _costs_us(server, loads) for name, server in SERVERS.items()}
    _print_table(loads, table)
    return max(
        _judge(load, ours_us / theirs_us)
        for load, ours_us, theirs_us in zip(loads, table[OURS], table[THEIRS], strict=True)
    )


def _costs_us(
    server: Callable[[Path], AbstractContextManager[Running]], loads: list[Load]
) -> list[float]:
    with (
        tempfile.TemporaryDirectory(prefix="lifeline-bench-") as folder,
        server(Path(folder)) as running,
    ):
        return [asyncio.run(cost(running, load)).us for load in loads]


def _print_table(loads: list[Load], table: dict[str, list[float]]) -> None:
    print(f"{'CPU µs a delivery':32}" + "".join(f"{load!s:>30}" for load in loads))
    for name, costs in table.items():
        print(f"{name:32}" + "".join(f"{us:30.1f}" for us in costs))


def _judge(load: Load, ratio: float) -> int:
    bound = BOUNDS[load.at_once]
    verdict = "within" if ratio <= bound else "ABOVE"
    print(f"{load}: ours costs {ratio:.2f} of the tutorial's, {verdict} the bound of {bound:.2f}")
    return int(ratio > bound)


if __name__ == "__main__":
    sys.exit(main())
