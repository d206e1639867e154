"""Every kind of event has a row in the checker, or a run would pass over what it does to messages.

Kinds are said where they are written: `transaction.append(room, "join", …)`, or to a function that
passes them on, such as `tell(…, own="joined", others="join")`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.checker.kinds import CHANGES

ROOT = Path(__file__).parents[3]
# Those who write events.
PARTS = ("actions", "eventlog")
# append(room, kind, by, content)
ARGUMENTS = 4
# Arguments by which a kind is passed on to `append`.
PASSED_ON = {"own", "others"}


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node


def kinds_said(call: ast.Call) -> Iterator[ast.expr]:
    """The expressions that say a kind of event."""
    appends = isinstance(call.func, ast.Attribute) and call.func.attr == "append"
    if appends and len(call.args) == ARGUMENTS:
        yield call.args[1]
    if isinstance(call.func, ast.Name):
        yield from (word.value for word in call.keywords if word.arg in PASSED_ON)


def written() -> set[str]:
    kinds = set()
    for path in sorted(path for part in PARTS for path in (ROOT / "chat" / part).rglob("*.py")):
        for call in calls(path):
            for said in kinds_said(call):
                if isinstance(said, ast.Name):
                    assert said.id in PASSED_ON, f"{path}:{said.lineno}: say how {said.id} is named"
                    continue
                assert isinstance(said, ast.Constant), f"{path}:{said.lineno}: say the kind here"
                kinds.add(str(said.value))
    return kinds


def test_every_kind_that_is_written_has_a_row_in_the_checker() -> None:
    assert written() == set(CHANGES)
