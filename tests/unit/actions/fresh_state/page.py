"""The page's own client (`static/chat/`), under Node, fed with the frames another client heard."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.unit.actions.fresh_state.reader import Frame

PROGRAM = Path(__file__).with_name("page.js")


class NodePage:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def state_after(self, heard: list[Frame]) -> Frame:
        """Of each room but the own log, which no page shows. AssertionError if it broke."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(heard) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the page's client broke: see its error above"
        state: Frame = json.loads(answer)
        return state


@contextmanager
def node_page() -> Iterator[NodePage]:
    process = subprocess.Popen(
        ["node", str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield NodePage(process)
        finally:
            process.kill()
