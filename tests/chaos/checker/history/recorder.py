"""Clients write down what happens as it happens."""

import itertools
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from tests.chaos.checker.history.records import (
    Acked,
    Answered,
    AnyRecord,
    Asked,
    Began,
    Ended,
    Fault,
    Invoked,
    Link,
    Located,
    Outcome,
    Received,
    Refused,
    Restored,
    Sent,
    Shown,
    Sighting,
    Skipped,
)

# Who writes what no client does.
RUN = "run"


class Recorder:
    """Puts the time on records and keeps them: in `records`, or by `keep` somewhere else.

    `clock_ns` is monotonic, in nanoseconds; on Linux all processes share it.
    """

    def __init__(
        self,
        clock_ns: Callable[[], int] = time.monotonic_ns,
        keep: Callable[[AnyRecord], None] | None = None,
    ) -> None:
        self.records: list[AnyRecord] = []
        # Takes a record that has its time already, from a client that keeps its own.
        self.keep = keep or self.records.append
        self._clock_ns = clock_ns
        self._numbers = itertools.count(1)
        self._askers: dict[int, str] = {}

    def invoked(self, client: str, person: str, id: str, room: str, body: str) -> None:
        self.keep(Invoked(self._clock_ns(), client, person, id, room, body))

    def sent(self, client: str, id: str) -> None:
        self.keep(Sent(self._clock_ns(), client, id))

    def acked(self, client: str, id: str, room: str, seq: int, via: str = "ack") -> None:
        self.keep(Acked(self._clock_ns(), client, id, room, seq, via))

    def refused(self, client: str, id: str, code: str, *, final: bool) -> None:
        self.keep(Refused(self._clock_ns(), client, id, code, final))

    def received(
        self,
        client: str,
        room: str,
        via: Literal["events", "page", "reset"],
        events: Iterable[Sighting],
        *,
        applied_from: int = 0,
        first: bool = True,
        stands_at: int | None = None,
        position: tuple[int, str] | None = None,
        prev: str | None = None,
    ) -> None:
        at_ns, seen = self._clock_ns(), tuple(events)
        place = (applied_from, first, stands_at, position, prev)
        self.keep(Received(at_ns, client, room, via, seen, *place))

    def located(self, client: str, room: str, seq: int, digest: str) -> None:
        self.keep(Located(self._clock_ns(), client, room, seq, digest))

    def began(self, client: str, room: str, seq: int) -> None:
        self.keep(Began(self._clock_ns(), client, room, seq))

    def ended(
        self,
        client: str,
        room: str,
        seq: int,
        digest: str,
        *,
        past_seq: int = 0,
        waits: bool = False,
    ) -> None:
        self.keep(Ended(self._clock_ns(), client, room, seq, digest, past_seq, waits))

    def skipped(self, client: str, room: str, seq: int) -> None:
        self.keep(Skipped(self._clock_ns(), client, room, seq))

    def shown(
        self, client: str, room: str, messages: Iterable[Sighting], pending: Iterable[str] = ()
    ) -> None:
        self.keep(Shown(self._clock_ns(), client, room, tuple(messages), tuple(pending)))

    def asked(self, client: str, person: str, what: str, target: str) -> int:
        """An operation other than a post; `target` as in `Asked`. Say of it what became of it."""
        number = next(self._numbers)
        self._askers[number] = client
        self.keep(Asked(self._clock_ns(), client, number, person, what, target))
        return number

    def answered(self, number: int, outcome: Outcome, result: str = "") -> None:
        client = self._askers.pop(number)
        self.keep(Answered(self._clock_ns(), client, number, outcome, result))

    def restored(self, heads: Mapping[str, tuple[int, str]]) -> None:
        self.keep(Restored(self._clock_ns(), RUN, dict(heads)))

    def link(self, client: str, what: str) -> None:
        self.keep(Link(self._clock_ns(), client, what))

    def fault(self, what: str, phase: Literal["", "began", "healed"] = "") -> None:
        self.keep(Fault(self._clock_ns(), RUN, what, phase))
