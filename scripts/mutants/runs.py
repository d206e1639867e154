"""Tests in the copy of the code, each by itself, and how they end."""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.mutants.forks import NO_VERDICT
from scripts.mutants.mutant import Mutant, MutantError
from scripts.mutants.tree import mutated

# Far above what a test takes on a busy machine: one that takes longer has not noticed anything.
TEST_TIMEOUT_S = 60
# What pytest and node say: all passed, a test failed. Anything else is neither life nor death.
PASSED, FAILED = 0, 1
TOO_LONG = "test timed out after"  # as node says it
AT_ONCE = os.cpu_count() or 1

Finished = subprocess.CompletedProcess[str]


def demand_life(tree: Path, mutants: Sequence[Mutant]) -> None:
    """Without a mutant every test passes by itself: else its failing would say nothing."""
    in_python = sorted({mutant.test for mutant in mutants if not mutant.in_javascript})
    in_javascript = sorted({mutant.test for mutant in mutants if mutant.in_javascript})
    shares = [share for n in range(AT_ONCE) if (share := in_python[n::AT_ONCE])]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [pool.submit(_pytest, tree, share, 1) for share in shares]
        runs += [pool.submit(_node, tree, test) for test in in_javascript]
    for run in runs:
        codes, said = run.result()
        if set(codes) != {PASSED}:
            raise MutantError(f"Without any mutant the tests do not pass:\n{said}")


def deaths(tree: Path, mutant: Mutant, times: int) -> int:
    """How often its test fails when it runs so often."""
    with mutated(tree, mutant), ThreadPoolExecutor(AT_ONCE) as pool:
        if mutant.in_javascript:
            runs = [pool.submit(_node, tree, mutant.test) for _ in range(times)]
        else:
            # Each share with an order of sets of its own.
            shares = [len(range(n, times, AT_ONCE)) for n in range(min(times, AT_ONCE))]
            runs = [pool.submit(_pytest, tree, [mutant.test], share) for share in shares]
    found: Counter[int] = Counter()
    for run in runs:
        codes, said = run.result()
        found.update(codes)
        if not codes or set(codes) - {PASSED, FAILED}:
            raise MutantError(f"{mutant.name!r} breaks the test's run:\n{said}")
    if found.total() != times:
        raise MutantError(f"{mutant.name!r} names several tests: {mutant.test}")
    return found[FAILED]


def _node(tree: Path, test: str) -> tuple[list[int], str]:
    """The exit code that the test alone deserves, and what was said."""
    path, _, name = test.partition("::")
    one = f"--test-name-pattern=^{re.escape(name)}$"
    timeout = f"--test-timeout={TEST_TIMEOUT_S * 1000}"
    # A mutant may leave open what its test would close.
    command = ["node", "--test", "--test-reporter=tap", one, timeout, "--test-force-exit", path]
    done = _finished(command, tree)
    said = done.stdout + done.stderr
    # Of a file that cannot even be read node says that the file failed, and nothing of the test.
    found = re.search(rf"^ *(not )?ok \d+ - {re.escape(name)}$", said, re.MULTILINE)
    if found is None or TOO_LONG in said:
        return [NO_VERDICT], said
    return [FAILED if found[1] else PASSED], said


def _pytest(tree: Path, tests: Sequence[str], times: int) -> tuple[list[int], str]:
    """The exit codes of the tests' runs, and what was said; none where they could not begin."""
    with tempfile.TemporaryDirectory(prefix="run-", dir=tree.parent) as folder:
        codes = Path(folder, "codes")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
        command += ["-p", "scripts.mutants.forks", f"--forks={times}", f"--codes={codes}"]
        command += ["-o", f"timeout={TEST_TIMEOUT_S}"]
        own = {"PYTHONDONTWRITEBYTECODE": "1", "DATA_DIR": folder}
        done = _finished(command, tree, own)
        lines = codes.read_text().splitlines() if done.returncode == PASSED else []
    return [int(line.partition(" ")[0]) for line in lines], done.stdout + done.stderr


def _finished(command: Sequence[str], tree: Path, env: dict[str, str] | None = None) -> Finished:
    return subprocess.run(
        command,
        cwd=tree,
        env=os.environ | (env or {}),
        check=False,
        capture_output=True,
        text=True,
    )
