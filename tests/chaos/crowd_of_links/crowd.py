"""The links, in a Node process of their own, and when each was up."""

import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.servers.app import ROOT
from tests.servers.people import Visitor
from tests.servers.waiting import wait_until

SCRIPT = Path(__file__).with_name("crowd.js")
END_DEADLINE_S = 10


class Change(NamedTuple):
    what: str  # up, down
    link: int
    at_ms: int  # since 1970
    cause: str

    @property
    def at_s(self) -> float:
        return self.at_ms / 1000


class CrowdOfLinks:
    def __init__(self, node: subprocess.Popen[str], count: int) -> None:
        self.count = count
        self.changes: list[Change] = []
        self._node = node
        self._reader = threading.Thread(target=self._read, name="crowd-of-links")
        self._reader.start()

    def all_up_since(self, since_s: float, deadline_s: float) -> list[float]:
        """When each was up first after that, in seconds since 1970; waits for the last."""
        return wait_until(
            lambda: self._first_up(since_s), deadline_s, f"{self.count} links to be up"
        )

    def ended(self) -> None:
        self._node.kill()
        self._node.wait(END_DEADLINE_S)
        self._reader.join(END_DEADLINE_S)
        if self._node.stdout is not None:
            self._node.stdout.close()

    def _first_up(self, since_s: float) -> list[float]:
        """Empty while one is missing."""
        first: dict[int, float] = {}
        for change in list(self.changes):
            if change.what == "up" and change.at_s >= since_s:
                first.setdefault(change.link, change.at_s)
        return list(first.values()) if len(first) == self.count else []

    def _read(self) -> None:
        assert self._node.stdout is not None
        for line in self._node.stdout:
            self.changes.append(Change(*json.loads(line)))


@contextmanager
def crowd_of_links(url: str, count: int, people: Sequence[Visitor]) -> Iterator[CrowdOfLinks]:
    """So many links, which are coming; all gone at the end."""
    command = ["node", str(SCRIPT), url, str(count)]
    node = subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    crowd = CrowdOfLinks(node, count)
    try:
        assert node.stdin is not None
        node.stdin.writelines(f"{person.headers()['Cookie']}\n" for person in people)
        node.stdin.close()
        yield crowd
    finally:
        crowd.ended()
