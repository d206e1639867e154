"""A history made by hand: Alice (client "a") posts, "r" and "s" read; every step takes 1 ms."""

from collections.abc import Iterable

from tests.chaos.checker.facts import LogEntry, State
from tests.chaos.checker.history import CONNECTED, Recorder, Sighting
from tests.chaos.checker.verdict import Verdict, check
from tests.chaos.checker.violation import Kind, Violation

ROOM = "7"
STEP_NS = 1_000_000


class HandMade:
    """`log` is that of ROOM; `erase` and `restore` change it as the product would."""

    def __init__(self) -> None:
        self._now_ns = 0
        self._history = 0
        self.recorder = Recorder(self._tick)
        self.log: list[LogEntry] = []
        self.state: State | None = None

    def _tick(self) -> int:
        self._now_ns += STEP_NS
        return self._now_ns

    def digest(self, seq: int) -> str:
        """Of the log as it is now; made up above its end."""
        if 0 < seq <= len(self.log):
            return self.log[seq - 1].digest
        return f"{self._history:x}{seq:015x}" if seq else "0" * 16

    def post(self, id: str, *, client: str = "a", body: str = "hi") -> None:
        self.recorder.invoked(client, "alice", id, ROOM, body)
        self.recorder.sent(client, id)

    def stands(self, *ids: str, kind: str = "post", body: str | None = "hi") -> None:
        for id in ids:
            seq = len(self.log) + 1
            self.log.append(LogEntry(seq, id, kind, "alice", self.digest(seq), body))

    def ack(self, id: str, seq: int, *, client: str = "a", via: str = "ack") -> None:
        self.recorder.acked(client, id, ROOM, seq, via)

    def posted(self, *ids: str) -> None:
        """Posted, stored and acknowledged, one after the other."""
        for id in ids:
            self.post(id)
            self.stands(id)
            self.ack(id, len(self.log))

    def connect(self, *clients: str) -> None:
        for client in clients:
            self.recorder.link(client, CONNECTED)

    def seen(self, reader: str, *events: tuple[int, str]) -> None:
        """Whatever the log has, and in no history in particular."""
        self.recorder.received(reader, ROOM, "events", sightings(events))

    def events(self, reader: str, since: int, until: int, *, applied_from: int = 0) -> None:
        """As the log has them now."""
        position, prev = (until, self.digest(until)), self.digest(since)
        self.recorder.received(
            reader,
            ROOM,
            "events",
            self.slice(since, until),
            applied_from=applied_from,
            position=position,
            prev=prev,
        )

    def reset(self, reader: str, since: int = 0) -> None:
        """With what the log has now above `since`."""
        head = len(self.log)
        position, found = (head, self.digest(head)), self.messages(since, head)
        self.recorder.received(reader, ROOM, "reset", found, stands_at=head, position=position)

    def page(self, reader: str, since: int, until: int) -> None:
        head = len(self.log)
        position, found = (head, self.digest(head)), self.messages(since, until)
        self.recorder.received(reader, ROOM, "page", found, position=position)

    def slice(self, since: int, until: int) -> list[Sighting]:
        name = "deleted-1" if any(entry.kind == "erased" for entry in self.log) else "Alice"
        return [
            Sighting(e.seq, e.id, e.kind, e.by, e.body, name, e.who) for e in self.log[since:until]
        ]

    def messages(self, since: int, until: int) -> list[Sighting]:
        return [seen for seen in self.slice(since, until) if seen.kind == "post"]

    def erase_alice(self) -> None:
        """Her texts, and then the event that says so."""
        self.log = [LogEntry(e.seq, e.id, e.kind, e.by, e.digest, None, e.who) for e in self.log]
        seq, who = len(self.log) + 1, ("alice", "deleted-1")
        self.log.append(LogEntry(seq, "erasure", "erased", "alice", self.digest(seq), None, who))

    def restore(self, seq: int) -> None:
        self.log = self.log[:seq]
        self.recorder.restored({ROOM: (seq, self.digest(seq))})
        self._history += 1

    def end(self, reader: str, seq: int | None = None) -> None:
        at = len(self.log) if seq is None else seq
        self.recorder.ended(reader, ROOM, at, self.digest(at))

    def verdict(self) -> Verdict:
        return check(self.recorder.records, {ROOM: self.log}, self.state)

    def the(self, kind: Kind) -> Violation:
        """The one violation there is."""
        [violation] = self.verdict().violations
        assert violation.kind == kind, violation
        return violation


def sightings(events: Iterable[tuple[int, str]]) -> list[Sighting]:
    return [Sighting(seq, id, "post", "alice", "hi") for seq, id in events]
