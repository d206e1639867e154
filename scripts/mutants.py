"""Take each cure out of a copy of the code, and see its test fail, every time.

`python scripts/mutants.py [--times N] [name …]`. The cures and tests are in tests/mutants/.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "tests" / "mutants" / "mutants.toml"
TIMES = 10
# A mutant may hang what it breaks; its test by itself takes a second.
TEST_TIMEOUT_S = 20
# What pytest says: all passed, a test failed. Anything else is neither life nor death.
PASSED, FAILED = 0, 1


@dataclass(frozen=True)
class Mutant:
    """`find` stands exactly once in `file`; with `replace` in its place `test` must fail."""

    name: str
    file: str
    find: str
    replace: str
    test: str


class MutantError(Exception):
    """A mutant that cannot be tried, and why."""


def main() -> None:
    signal.signal(signal.SIGTERM, _interrupt)
    arguments = _arguments()
    mutants = [one for one in load() if not arguments.names or one.name in arguments.names]
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


def _interrupt(*_: object) -> NoReturn:
    """As at Ctrl-C, so that the copy is removed; a second one does not disturb that."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def load() -> list[Mutant]:
    """All mutants, in the order of the file."""
    return [Mutant(**fields) for fields in tomllib.loads(MUTANTS.read_text())["mutant"]]


def copy_tree(tree: Path) -> None:
    """What git would commit, new files included, as it is now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (source := ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            copy2(source, tree / name)
    # What npm brought is not changed, so it is not copied.
    (tree / "node_modules").symlink_to(ROOT / "node_modules")


def demand_life(tree: Path, mutants: Sequence[Mutant]) -> None:
    """Without a mutant every test passes: else its failing would say nothing."""
    tests = sorted({mutant.test for mutant in mutants})
    in_python = [test for test in tests if not _is_javascript(test)]
    runs = [_pytest(tree, in_python, tree.parent / "alive")] if in_python else []
    runs += [_node(tree, test) for test in tests if _is_javascript(test)]
    for done in runs:
        if done.returncode != PASSED:
            said = f"{done.stdout}{done.stderr}"
            raise MutantError(f"Without any mutant the tests do not pass:\n{said}")


def try_all(tree: Path, mutants: Sequence[Mutant], times: int) -> list[str]:
    """Prints a table; returns the names of those that survived."""
    width = max(len(mutant.name) for mutant in mutants)
    survivors = []
    for mutant in mutants:
        deaths = try_one(tree, mutant, times)
        if deaths < times:
            survivors.append(mutant.name)
        test = mutant.test.partition("::")[2]
        print(f"{mutant.name:{width}} | {deaths} of {times} | {test}", flush=True)
    return survivors


def try_one(tree: Path, mutant: Mutant, times: int) -> int:
    """How often its test failed."""
    path = tree / mutant.file
    original = path.read_text()
    path.write_text(mutated(mutant, original))
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        runs = [pool.submit(_dies, tree, mutant, number) for number in range(times)]
        return sum(run.result() for run in runs)
    finally:
        pool.shutdown(cancel_futures=True)
        path.write_text(original)


def mutated(mutant: Mutant, original: str) -> str:
    """The file's text with the cure taken out. MutantError if it is not there exactly once."""
    if (count := original.count(mutant.find)) != 1:
        raise MutantError(
            f"The mutant {mutant.name!r} is out of date: its text stands {count} times in "
            f"{mutant.file}, not once. Write it anew in {MUTANTS.relative_to(ROOT)}."
        )
    return original.replace(mutant.find, mutant.replace)


def _dies(tree: Path, mutant: Mutant, number: int) -> bool:
    if _is_javascript(mutant.test):
        done = _node(tree, mutant.test)
    else:
        done = _pytest(tree, [mutant.test], tree.parent / f"run-{number}")
    if done.returncode not in {PASSED, FAILED}:
        raise MutantError(f"{mutant.name!r} breaks the test's run:\n{done.stdout}{done.stderr}")
    return done.returncode == FAILED


def _is_javascript(test: str) -> bool:
    return test.partition("::")[0].endswith(".js")


def _node(tree: Path, test: str) -> "subprocess.CompletedProcess[str]":
    path, _, name = test.partition("::")
    one = f"--test-name-pattern=^{re.escape(name)}$"
    # A mutant may leave open what its test would close.
    command = ["node", "--test", one, "--test-timeout=10000", "--test-force-exit", path]
    return subprocess.run(command, cwd=tree, check=False, capture_output=True, text=True)


def _pytest(tree: Path, tests: Sequence[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    """A run in the copy that leaves nothing outside of `folder`."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    command += [f"--basetemp={folder / 'pytest'}", "-o", f"timeout={TEST_TIMEOUT_S}"]
    # Compiled files are told apart by second and size, which a mutant may share.
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "DATA_DIR": str(folder)}
    return subprocess.run(command, cwd=tree, env=env, check=False, capture_output=True, text=True)


if __name__ == "__main__":
    main()
