"""`python -m benchmarks.links`: the table, and exit status 1 where ours misses a target.

Nine minutes; SMOKE=1 leaves out what takes long (hidden tabs, the second sleep) and takes three.
"""

import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.links import half_open, leftovers, reconnect, storm, wake
from benchmarks.links.contestants import OURS, Arena, Sizes, arena
from benchmarks.links.row import Row, table

SMOKE = bool(os.environ.get("SMOKE"))
SEED = int(os.environ.get("SEED", "1"))
ROUNDS = 1 if SMOKE else 3
EVENTS = 40 if SMOKE else 120


def main() -> int:
    with (
        tempfile.TemporaryDirectory(prefix="lifeline-links-") as folder,
        arena(Path(folder)) as at,
    ):
        names = [contestant.name for contestant in at.contestants]
        rows = []
        for row in _rows(at):
            print(row.markdown(names), file=sys.stderr, flush=True)
            rows.append(row)
    print(table(rows, names))
    missed = [row.what for row in rows if not row.met]
    for what in missed:
        print(f"ABOVE the target: {what}")
    return int(bool(missed))


def _rows(at: Arena) -> Iterator[Row]:
    chromium, contestants, sizes = at
    rng = random.Random(SEED)
    for contestant in contestants:
        contestant.start()
    yield half_open.visible(contestants, ROUNDS, rng)
    if not SMOKE:
        yield half_open.hidden(chromium, contestants, rng)
    yield wake.cut(chromium, contestants)
    if not SMOKE:
        yield wake.silent(chromium, contestants)
    yield reconnect.from_waiting(contestants, ROUNDS)
    yield reconnect.with_a_hung_try(contestants, ROUNDS)
    yield storm.links_at_once(contestants, EVENTS, rng)
    yield from leftovers.left(contestants)
    yield from _bytes(sizes)


def _bytes(sizes: Sizes) -> Iterator[Row]:
    """What a page has to load. Ours alone, as the others are, and with all that it brings."""
    for what, kind in (("bytes, minified and gzipped", "gzip"), ("… minified", "min")):
        yield Row(what, "B", {name: size[kind] for name, size in sizes.items()})
    everything = sizes[f"{OURS}, everything"]
    yield Row("… everything of ours, gzipped", "B", {OURS: everything["gzip"]})


if __name__ == "__main__":
    sys.exit(main())
