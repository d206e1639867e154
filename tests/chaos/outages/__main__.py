"""Each fault with a steady crowd: `python -m tests.chaos.outages`, or those whose names have all
of the words that are given.

Prints the table and the verdict; exits with 1 if the promise was broken.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.chaos.faults import catalogue
from tests.chaos.faults.fault import Fault, Where
from tests.chaos.outages.calm import CALM
from tests.chaos.outages.run import FULL, Result, run
from tests.chaos.outages.scene import on_postgres, on_sqlite
from tests.chaos.outages.spell import Size
from tests.chaos.outages.table import table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.outages", description=__doc__)
    parser.add_argument("words", nargs="*", help="of the names of faults")
    parser.add_argument("--connections", type=int, default=FULL.connections)
    asked = parser.parse_args()
    size = Size(asked.connections)
    holds = True
    with tempfile.TemporaryDirectory(prefix="lifeline-outages-") as folder:
        for result in _results(Path(folder), asked.words, size):
            sys.stdout.write("\n".join([table(result), *result.broken, str(result.verdict), ""]))
            sys.stdout.flush()
            holds = holds and not result.broken
    return 0 if holds else 1


def _named(faults: Sequence[Fault[Where]], words: Sequence[str]) -> list[Fault[Where]]:
    return [f for f in faults if all(word.lower() in f.name.lower() for word in words)]


def _results(folder: Path, words: Sequence[str], size: Size) -> Iterator[Result]:
    if on_several := _named((CALM, *catalogue.POSTGRES), words):
        with on_postgres(folder) as site:
            yield run(site, on_several, size)
    if on_one := _named(catalogue.SQLITE, words):
        with on_sqlite(folder) as one:
            yield run(one, on_one, size)


if __name__ == "__main__":
    sys.exit(main())
