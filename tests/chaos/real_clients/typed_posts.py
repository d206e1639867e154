"""What a person has typed into the tabs of one browser, until it is answered."""

import time
from collections.abc import Collection
from typing import Any

from tests.chaos.checker.history import Invoked, Recorder


class TypedPosts:
    """Writes down what becomes of them, each under the tab it was typed in: its client.

    What is invoked is so from before it was typed, whenever its id becomes known.
    """

    def __init__(self, recorder: Recorder) -> None:
        # ids, which the page says
        self.room = self.person = ""
        self._recorder = recorder
        # text -> the tab, and when the person began to type it
        self._typed: dict[str, tuple[str, int]] = {}
        # id -> the tab
        self._invoked: dict[str, str] = {}
        self._answered: set[str] = set()

    def typing(self, tab: str, text: str) -> None:
        self._typed[text] = (tab, time.monotonic_ns())

    def invoked(self, id: str, text: str) -> None:
        if id in self._invoked:
            return
        tab, began_ns = self._typed[text]
        self._invoked[id] = tab
        self._recorder.keep(Invoked(began_ns, tab, self.person, id, self.room, text))

    def sent(self, post: dict[str, Any]) -> None:
        self.invoked(post["id"], post["body"])
        self._recorder.sent(self._invoked[post["id"]], post["id"])

    def acked(self, id: str, seq: int, via: str) -> None:
        if id in self._invoked:
            self._answered.add(id)
            self._recorder.acked(self._invoked[id], id, self.room, seq, via)

    def refused(self, id: str, code: str, *, final: bool) -> None:
        if id in self._invoked:
            self._recorder.refused(self._invoked[id], id, code, final=final)
            self._answered |= {id} if final else set()

    def lost(self, shown: Collection[str]) -> list[str]:
        """Ids that have no answer, while nothing is pending, and are not `shown` either."""
        return [id for id in self._invoked if id not in self._answered and id not in shown]
