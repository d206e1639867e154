"""A tiny faultless chat that writes histories: whatever it does, the checker must find it good.

Posts are refused, forgotten or answered late, accounts are erased, an older backup is restored.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from tests.chaos.checker.facts import LogEntry, State
from tests.chaos.checker.history import CONNECTED, Outcome, Recorder, Sighting

ROOMS = ("1", "2")
NOBODY = "0" * 16
OUTCOMES: tuple[Outcome, ...] = ("ok", "ok", "failed", "unknown")


@dataclass(frozen=True)
class Post:
    number: int
    writer: str
    room: str

    @property
    def id(self) -> str:
        return f"p{self.number}"


class Server:
    """The log, and what else the database holds; `history` is another after each restore."""

    def __init__(self) -> None:
        self.log: dict[str, list[LogEntry]] = {room: [] for room in ROOMS}
        self.members: set[tuple[str, str]] = set()
        self.erased: set[str] = set()
        self._history = 0

    def append(self, room: str, kind: str, by: str, id: str, **content: object) -> int:
        seq = len(self.log[room]) + 1
        digest = f"{room}{self._history:x}{seq:014x}"
        self.log[room].append(LogEntry(seq, id, kind, by, digest, **content))  # type: ignore[arg-type]
        return seq

    def erase(self, person: str) -> None:
        self.erased.add(person)
        self.members = {(member, room) for member, room in self.members if member != person}
        for room, entries in self.log.items():
            texts = [replace(e, body=None) if e.by == person else e for e in entries]
            self.log[room] = texts
            if any(entry.by == person for entry in texts):
                who = (person, f"deleted-{person}")
                self.append(room, "erased", person, f"{person} in {room}", who=who)

    def copy(self) -> "Server":
        other = Server()
        other.log = {room: list(entries) for room, entries in self.log.items()}
        other.members, other.erased = set(self.members), set(self.erased)
        return other

    def put_back(self, copy: "Server") -> None:
        self.log, self.members, self.erased = copy.log, copy.members, copy.erased
        self._history += 1

    def head(self, room: str) -> tuple[int, str]:
        return len(self.log[room]), self.digest(room, len(self.log[room]))

    def digest(self, room: str, seq: int) -> str:
        return self.log[room][seq - 1].digest if seq else NOBODY

    def sightings(self, room: str, since: int, until: int) -> list[Sighting]:
        return [
            Sighting(e.seq, e.id, e.kind, e.by, e.body, self._name(e.by), e.who)
            for e in self.log[room][since:until]
        ]

    def messages(self, room: str, since: int, until: int) -> list[Sighting]:
        return [seen for seen in self.sightings(room, since, until) if seen.kind == "post"]

    def _name(self, person: str) -> str:
        return f"deleted-{person}" if person in self.erased else person.title()

    @property
    def state(self) -> State:
        return State(frozenset(ROOMS), frozenset(self.members), frozenset(self.erased))


class Writers:
    """Every step is drawn from `random`; what a writer invoked commits in that order."""

    def __init__(self, random: Random, server: Server, recorder: Recorder) -> None:
        self._random, self._server, self._recorder = random, server, recorder
        self._names = (f"w{number}" for number in count(1))
        self._writers = [next(self._names), next(self._names)]
        self._numbers = count(1)
        # invoked and not yet decided, and committed without an ack until now; oldest first
        self._open: list[Post] = []
        self._unanswered: list[tuple[Post, int]] = []

    @property
    def moves(self) -> Iterator[object]:
        yield from (self.invoke, self.invoke, self.invoke, self.decide, self.decide, self.ack)
        yield from (self.erase, self.come_or_go)

    def invoke(self) -> None:
        writer, room = self._random.choice(self._writers), self._random.choice(ROOMS)
        post = Post(next(self._numbers), writer, room)
        self._open.append(post)
        self._recorder.invoked(writer, writer, post.id, room, f"body of {post.id}")
        self._recorder.sent(writer, post.id)

    def decide(self) -> None:
        """About the oldest of some writer's in some room."""
        if not self._open:
            return
        some = self._random.choice(self._open)
        post = next(p for p in self._open if (p.writer, p.room) == (some.writer, some.room))
        fate = self._random.choice(("commit", "commit", "refuse", "later", "vanish"))
        if fate == "later":
            self._recorder.refused(post.writer, post.id, "throttled", final=False)
            return
        self._open.remove(post)
        if fate == "refuse":
            self._recorder.refused(post.writer, post.id, "too-long", final=True)
        elif fate == "commit":
            seq = self._server.append(
                post.room, "post", post.writer, post.id, body=f"body of {post.id}"
            )
            self._unanswered.append((post, seq))

    def ack(self) -> None:
        if self._unanswered:
            answered = self._unanswered.pop(self._random.randrange(len(self._unanswered)))
            self._acked(*answered)

    def _acked(self, post: Post, seq: int) -> None:
        via = self._random.choice(("ack", "event"))
        self._recorder.acked(post.writer, post.id, post.room, seq, via)

    def erase(self) -> None:
        """Somebody else writes from then on; who was erased hears of nothing any more."""
        place = self._random.randrange(len(self._writers))
        gone, self._writers[place] = self._writers[place], next(self._names)
        self._open = [post for post in self._open if post.writer != gone]
        self._unanswered = [(p, seq) for p, seq in self._unanswered if p.writer != gone]
        number = self._recorder.asked(gone, gone, "erase", gone)
        outcome: Outcome = self._random.choice(OUTCOMES)
        if outcome != "failed":
            self._server.erase(gone)
        self._recorder.answered(number, outcome)

    def come_or_go(self) -> None:
        writer, room = self._random.choice(self._writers), self._random.choice(ROOMS)
        what = self._random.choice(("join", "leave"))
        number = self._recorder.asked(writer, writer, what, room)
        outcome: Outcome = self._random.choice(OUTCOMES)
        if outcome == "ok" or (outcome == "unknown" and self._random.randrange(2)):
            change = self._server.members.add if what == "join" else self._server.members.discard
            change((writer, room))
        self._recorder.answered(number, outcome)

    def come_in_for_good(self) -> None:
        for writer in self._writers:
            number = self._recorder.asked(writer, writer, "join", "new")
            self._server.members.add((writer, "new"))
            self._recorder.answered(number, "ok")

    def restored(self) -> None:
        """What is not there any more is sent again, unless its ack was under way until now."""
        standing = {entry.id for entries in self._server.log.values() for entry in entries}
        dropped = [(p, seq) for p, seq in self._unanswered if p.id not in standing]
        self._unanswered = [(p, seq) for p, seq in self._unanswered if p.id in standing]
        for post, seq in dropped:
            if self._random.randrange(3) == 0:
                self._acked(post, seq)
            else:
                self._open.append(post)
        self._open.sort(key=lambda post: post.number)
        for writer in self._writers:
            self._recorder.link(writer, CONNECTED)
