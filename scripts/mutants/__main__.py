"""Take each cure out of a copy of the code, and see its test fail, every time.

`python -m scripts.mutants [--times N] [name …]`. The cures and tests are in tests/mutants/; what
was tried ten times or more is noted in docs/mutants.md.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import NoReturn

from scripts.mutants import table
from scripts.mutants.mutant import Mutant, MutantError, load
from scripts.mutants.runs import deaths, demand_life
from scripts.mutants.tree import copy_tree

TIMES = 10


def main() -> None:
    signal.signal(signal.SIGTERM, _interrupt)
    arguments = _arguments()
    mutants = _chosen(arguments.names)
    with tempfile.TemporaryDirectory(prefix="lifeline-mutants-") as folder:
        tree = Path(folder, "tree")
        try:
            copy_tree(tree)
            demand_life(tree, mutants)
            survivors = try_all(tree, mutants, arguments.times)
        except MutantError as error:
            sys.exit(str(error))
    if survivors:
        sys.exit(f"Survived: {', '.join(survivors)}. A test that notices is missing.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="of the mutants to try; all if none is named")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each test must fail")
    return parser.parse_args()


def _chosen(names: Sequence[str]) -> list[Mutant]:
    mutants = load()
    if unknown := set(names) - {mutant.name for mutant in mutants}:
        sys.exit(f"There is no mutant {', '.join(map(repr, unknown))}: see tests/mutants/.")
    return [mutant for mutant in mutants if not names or mutant.name in names]


def _interrupt(*_: object) -> NoReturn:
    """As at Ctrl-C, so that the copy is removed; a second one does not disturb that."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def try_all(tree: Path, mutants: Sequence[Mutant], times: int) -> list[str]:
    """Prints a table, and notes what came out; returns the names of those that survived."""
    width = max(len(mutant.name) for mutant in mutants)
    survivors = []
    for mutant in mutants:
        began = monotonic()
        died = _deaths(tree, mutant, times)
        took_s = monotonic() - began
        if died < times:
            survivors.append(mutant.name)
        if times >= TIMES:
            table.note(mutant, died, times)
        test = mutant.test.partition("::")[2]
        print(f"{mutant.name:{width}} | {died} of {times} | {took_s:4.1f} s | {test}", flush=True)
    return survivors


def _deaths(tree: Path, mutant: Mutant, times: int) -> int:
    """None of one that cannot be tried: it says why, and the others are tried all the same."""
    try:
        return deaths(tree, mutant, times)
    except MutantError as error:
        print(error, file=sys.stderr)
        return 0


if __name__ == "__main__":
    main()
