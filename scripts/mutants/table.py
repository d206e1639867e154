"""docs/mutants.md: every mutant, the test that died of it, and how often."""

import re
from collections.abc import Sequence
from itertools import groupby

from scripts.mutants.mutant import ROOT, Mutant, load

PAGE = ROOT / "docs" / "mutants.md"
TITLE = """\
# Mutants

The same program with one cure taken out, a *mutant* each, and the test that fails on it: written by
`make mutants`, which runs each test ten times, each time in a process of its own. The exact changes
are in [tests/mutants/](../tests/mutants/). `make mutants ARGS='"a name"'` tries one again.
"""
HEAD = "| mutant | test that died | times |\n|---|---|---|\n"
ROW = re.compile(r"^\| (?P<name>.+) \| \[(?P<test>.+)\]\(\.\./(?P<path>\S+)\) \| (?P<times>.+) \|$")

# By the mutant's name and test: how often it died, such as "10 of 10".
Results = dict[tuple[str, str], str]


def page(mutants: Sequence[Mutant], results: Results) -> str:
    """Of those that were tried."""
    tried = [mutant for mutant in mutants if (mutant.name, mutant.test) in results]
    parts = [TITLE]
    for guards, group in groupby(tried, key=lambda mutant: mutant.guards):
        rows = [_row(one, results[one.name, one.test]) for one in group]
        parts.append(f"\n## {guards}\n{HEAD}{''.join(rows)}")
    return "".join(parts)


def note(mutant: Mutant, died: int, times: int) -> None:
    """At once: who ends a long run keeps what was found."""
    before = read(PAGE.read_text()) if PAGE.exists() else {}
    found = {(mutant.name, mutant.test): f"{died} of {times}"}
    PAGE.write_text(page(load(), before | found))


def read(text: str) -> Results:
    """What `page` has written."""
    rows = filter(None, map(ROW.match, text.splitlines()))
    return {(row["name"], f"{row['path']}::{row['test']}"): row["times"] for row in rows}


def _row(mutant: Mutant, times: str) -> str:
    path, _, test = mutant.test.partition("::")
    return f"| {mutant.name} | [{test}](../{path}) | {times} |\n"
