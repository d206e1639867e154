"""A tiny faultless chat that writes histories: whatever it does, the checker must find it good."""

from random import Random

from tests.chaos.checker.facts import LogEntry
from tests.chaos.checker.history import Recorder, Sighting

ROOMS = ("1", "2")
WRITERS = ("a", "b")
READERS = ("r", "s", "t")


class Model:
    """Every step is drawn from `random`; invocations commit in each sender's order."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._now_ns = 0
        self.recorder = Recorder(self._tick)
        self.log: dict[str, list[LogEntry]] = {room: [] for room in ROOMS}
        # (writer, room) -> ids invoked and not yet decided, oldest first
        self._open: dict[tuple[str, str], list[str]] = {
            (writer, room): [] for writer in WRITERS for room in ROOMS
        }
        # (writer, id, room, seq) of what is committed and has no ack yet
        self._unanswered: list[tuple[str, str, str, int]] = []
        self._positions = {(reader, room): 0 for reader in READERS for room in ROOMS}
        self._count = 0

    def _tick(self) -> int:
        self._now_ns += 1
        return self._now_ns

    def run(self, steps: int) -> None:
        moves = (self.invoke, self.invoke, self.decide, self.ack, self.read, self.again, self.reset)
        for _ in range(steps):
            self._random.choice(moves)()
        for reader, room in self._positions:
            self._deliver(reader, room, len(self.log[room]))
            head_seq = len(self.log[room])
            self.recorder.ended(reader, room, head_seq, self._digest(room, head_seq))

    def invoke(self) -> None:
        writer, room = self._random.choice(WRITERS), self._random.choice(ROOMS)
        self._count += 1
        id = f"p{self._count}"
        self._open[writer, room].append(id)
        self.recorder.invoked(writer, writer, id, room, f"body of {id}")
        self.recorder.sent(writer, id)

    def decide(self) -> None:
        waiting = [key for key, ids in self._open.items() if ids]
        if not waiting:
            return
        writer, room = self._random.choice(waiting)
        fate = self._random.choice(("commit", "commit", "refuse", "later", "vanish"))
        id = self._open[writer, room][0]
        if fate == "later":
            self.recorder.refused(writer, id, "throttled", final=False)
            return
        self._open[writer, room].pop(0)
        if fate == "refuse":
            self.recorder.refused(writer, id, "too-long", final=True)
        elif fate == "commit":
            self._commit(writer, room, id)

    def _commit(self, writer: str, room: str, id: str) -> None:
        seq = len(self.log[room]) + 1
        body = f"body of {id}"
        self.log[room].append(LogEntry(seq, id, "post", writer, self._digest(room, seq), body))
        self._unanswered.append((writer, id, room, seq))

    def ack(self) -> None:
        if self._unanswered:
            place = self._random.randrange(len(self._unanswered))
            writer, id, room, seq = self._unanswered.pop(place)
            self.recorder.acked(writer, id, room, seq, self._random.choice(("ack", "event")))

    def read(self) -> None:
        reader, room = self._random.choice(tuple(self._positions))
        self._deliver(reader, room, self._random.randint(0, len(self.log[room])))

    def _deliver(self, reader: str, room: str, until_seq: int) -> None:
        since = self._positions[reader, room]
        if until_seq > since:
            self.recorder.received(reader, room, "events", self._sightings(room, since, until_seq))
            self.recorder.located(reader, room, until_seq, self._digest(room, until_seq))
            self._positions[reader, room] = until_seq

    def again(self) -> None:
        """A frame that straddles the position, or lies below it altogether."""
        reader, room = self._random.choice(tuple(self._positions))
        since = self._positions[reader, room]
        start = self._random.randint(0, since)
        end = self._random.randint(start, len(self.log[room]))
        events = self._sightings(room, start, end)
        self.recorder.received(reader, room, "events", events, applied_from=since + 1)
        self._positions[reader, room] = max(since, end)

    def reset(self) -> None:
        reader, room = self._random.choice(tuple(self._positions))
        head_seq = len(self.log[room])
        cut = self._random.randint(0, head_seq)
        self.recorder.received(
            reader, room, "reset", self._sightings(room, cut, head_seq), stands_at=head_seq
        )
        self.recorder.received(reader, room, "page", self._sightings(room, 0, cut))
        self._positions[reader, room] = head_seq

    def _sightings(self, room: str, since: int, until_seq: int) -> list[Sighting]:
        entries = self.log[room][since:until_seq]
        return [Sighting(e.seq, e.id, e.kind, e.by, e.body) for e in entries]

    def _digest(self, room: str, seq: int) -> str:
        return f"{room}{seq:015x}" if seq else "0" * 16
