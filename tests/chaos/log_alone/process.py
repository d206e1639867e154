"""A process that writes, or reads, the log through actions and readers alone, without sockets.

`python -m tests.chaos.log_alone.process ROLE PLAN HISTORY`, with the settings in the environment:
so a test can have it on either database, several at once, and kill it. Everything is recorded to
the file HISTORY as it happens; an author who is started again goes on where the file ends.
"""

import random
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from uuid import UUID

import django
import msgspec

django.setup()

from chat import actions  # noqa: E402
from chat.eventlog import entry, reading, writer  # noqa: E402
from chat.models import Person  # noqa: E402
from chat.protocol.position import Position  # noqa: E402
from tests.chaos.checker.history import Acked, AnyRecord, Invoked, Recorder, Refused, load  # noqa: E402
from tests.chaos.client.outbox import Outbox  # noqa: E402
from tests.chaos.client.replica import Replica  # noqa: E402
from tests.chaos.client.wire import event, message  # noqa: E402

# Unanswered posts of one author at a time.
WINDOW = 32
# One in so many is submitted twice at once, and one in so many is refused for good (empty).
TWICE, EMPTY_BODY = 20, 50
ANSWER_POLL_S = 0.02
READ_BYTES = 16 * 1024
PAGE_LIMIT = 100


class Plan(msgspec.Struct):
    """`people` and `rooms` are made by the role "prepare" and filled in by the test."""

    seed: int
    messages: int  # of each author
    authors: list[str]
    readers: list[str]
    people: dict[str, int] = {}
    rooms: list[str] = []
    # Readers go on until this file exists and they are at the head.
    done: str = ""


class Author(threading.Thread):
    """Posts with a window of unanswered ones, in the order of its outbox."""

    def __init__(
        self, name: str, plan: Plan, recorder: Recorder, past: Iterable[AnyRecord]
    ) -> None:
        super().__init__(name=name)
        self._plan, self._recorder = plan, recorder
        self._random = random.Random(f"{plan.seed} {name} {time.monotonic_ns()}")
        self._person = Person.objects.get(pk=plan.people[name])
        self._answers: SimpleQueue[tuple[str, Future[actions.Answer]]] = SimpleQueue()
        self._outbox = Outbox()
        self._made = 0
        self._take_up(past)

    def _take_up(self, past: Iterable[AnyRecord]) -> None:
        """Of an earlier process: what was posted and has no answer goes again, same ids."""
        for record in past:
            match record:
                case Invoked(client=self.name):
                    self._made += 1
                    self._outbox.add(record.id, record.room, record.body)
                case Acked(client=self.name) | Refused(client=self.name, final=True):
                    self._outbox.answer(record.id)
                case _:
                    pass

    def run(self) -> None:
        while self._made < self._plan.messages or len(self._outbox):
            while self._made < self._plan.messages and len(self._outbox) < WINDOW:
                self._invoke()
            for frame in self._outbox.due(time.monotonic()):
                self._submit(frame)
                if self._random.randrange(TWICE) == 0:
                    self._submit(frame)
            self._take_answers()

    def _invoke(self) -> None:
        self._made += 1
        id = str(UUID(int=self._random.getrandbits(128), version=4))
        room = self._random.choice(self._plan.rooms)
        empty = self._random.randrange(EMPTY_BODY) == 0
        body = " " if empty else f"{self.name} {self._made}"
        self._recorder.invoked(self.name, str(self._person.pk), id, room, body)
        self._outbox.add(id, room, body)

    def _submit(self, frame: dict[str, str]) -> None:
        self._recorder.sent(self.name, frame["id"])
        prior = UUID(frame["prior"]) if "prior" in frame else None
        future = actions.post(
            self._person, UUID(frame["id"]), int(frame["room"]), frame["body"], prior=prior
        )
        future.add_done_callback(lambda done: self._answers.put((frame["id"], done)))

    def _take_answers(self) -> None:
        try:
            self._take(*self._answers.get(timeout=ANSWER_POLL_S))
            while True:
                self._take(*self._answers.get_nowait())
        except Empty:
            pass

    def _take(self, id: str, done: "Future[actions.Answer]") -> None:
        try:
            answer = done.result()
        except actions.Refused as refused:
            self._refused(id, refused)
        else:
            self._recorder.acked(self.name, id, str(answer.room_id), answer.seq)
            self._outbox.answer(id)

    def _refused(self, id: str, refused: actions.Refused) -> None:
        final = refused.retry_ms is None
        self._recorder.refused(self.name, id, refused.code, final=final)
        if refused.retry_ms is None:
            self._outbox.answer(id)
        else:
            self._outbox.hold(id, time.monotonic() + refused.retry_ms / 1000)


class Reader(threading.Thread):
    """Follows every room from its first event, now and then looking at a page as well."""

    def __init__(self, name: str, plan: Plan, recorder: Recorder) -> None:
        super().__init__(name=name)
        self._plan, self._recorder = plan, recorder
        self._random = random.Random(f"{plan.seed} {name}")
        self._person_id = plan.people[name]
        self._replicas = {room: Replica() for room in plan.rooms}

    def run(self) -> None:
        done = Path(self._plan.done)
        while True:
            last = done.exists()
            new = [self._read(room) for room in self._plan.rooms]
            if last and not any(new):
                break
            if not any(new):
                time.sleep(ANSWER_POLL_S)
        for room, replica in self._replicas.items():
            self._recorder.ended(self.name, room, replica.seq, replica.digest)

    def _read(self, room: str) -> bool:
        """Takes the next events of the room; false if there are none."""
        replica = self._replicas[room]
        at = Position(replica.seq, replica.digest)
        found = reading.events_after(int(room), at, READ_BYTES)
        assert found is not None, f"{self.name} stands at {room}/{at}, which the log disowns"
        if not found:
            return False
        frame = msgspec.json.decode(entry.frame(found))
        events = [event(of) for of in frame["events"]]
        taken = replica.take(frame["prev"], events, frame["digest"])
        assert taken.fits, f"{self.name} asked from {room}/{at} and was given {frame}"
        self._recorder.received(self.name, room, "events", events, applied_from=taken.applied_from)
        self._recorder.located(self.name, room, events[-1].seq, frame["digest"])
        if self._random.randrange(10) == 0:
            self._look_back(room)
        return True

    def _look_back(self, room: str) -> None:
        before = self._random.randint(1, self._replicas[room].seq)
        found = reading.page(self._person_id, int(room), before, PAGE_LIMIT)
        assert found is not None
        messages = [message(msgspec.to_builtins(of)) for of in found.messages]
        self._recorder.received(self.name, room, "page", messages)
        self._recorder.located(self.name, room, found.head.seq, found.head.digest)


def prepare(plan: Plan, rooms: int) -> Plan:
    """Makes the people, and rooms of which all are members."""
    people = [Person.objects.create_user(name) for name in plan.authors]  # whose joins are told
    people += [Person.objects.create_guest(name) for name in plan.readers]  # and whose are not
    made = [actions.create_room(people[0], f"Room {n}").result().room_id for n in range(rooms)]
    for room in made:
        for person in people[1:]:
            actions.join(person, room).result()
    plan.people = {person.name: person.pk for person in people}
    plan.rooms = [str(room) for room in made]
    return plan


def main(role: str, plan_path: Path, history: Path) -> None:
    plan = msgspec.json.decode(plan_path.read_bytes(), type=Plan)
    if role == "prepare":
        plan_path.write_bytes(msgspec.json.encode(prepare(plan, rooms=4)))
        return
    past = load(history) if history.exists() else []
    with history.open("ab", buffering=0) as file:
        encode = msgspec.json.Encoder().encode
        recorder = Recorder(keep=lambda record: _write(file.write(encode(record) + b"\n")))
        threads: list[threading.Thread]
        if role == "write":
            threads = [Author(name, plan, recorder, past) for name in plan.authors]
        else:
            threads = [Reader(name, plan, recorder) for name in plan.readers]
        _run(threads)
    writer.stop()


def _write(written: int | None) -> None:
    assert written


def _run(threads: list[threading.Thread]) -> None:
    """A thread that dies takes the process with it, or nobody would hear of it."""
    failed: list[str] = []
    threading.excepthook = lambda args: failed.append(f"{args.thread}: {args.exc_value!r}")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        sys.exit("\n".join(failed))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
