"""A copy of the code to take cures out of."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy2

from scripts.mutants.mutant import ROOT, Mutant


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
    _compile(tree)


def _compile(tree: Path) -> None:
    """Compiled files are mostly told apart by second and size, which a mutant may share: these go
    by the text's hash.
    """
    by_hash = ["--invalidation-mode", "checked-hash"]
    command = [sys.executable, "-m", "compileall", "-q", *by_hash, "chat", "project", "server"]
    subprocess.run([*command, "tests"], cwd=tree, check=True)


@contextmanager
def mutated(tree: Path, mutant: Mutant) -> Iterator[None]:
    """Within it the copy is without that cure."""
    path = tree / mutant.file
    original = path.read_text()
    path.write_text(mutant.applied(original))
    try:
        yield
    finally:
        path.write_text(original)
