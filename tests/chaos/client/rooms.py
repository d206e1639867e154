"""The rooms of one client: what every frame about them does, and what must be sent because of it.

Free of sockets: frames go in with the time, frames to send come out in `ready`.
"""

from dataclasses import dataclass, field

from tests.chaos.checker.history import Recorder
from tests.chaos.client.credit import Credit
from tests.chaos.client.past import Past
from tests.chaos.client.replica import Replica
from tests.chaos.client.wire import Frame, event, message


@dataclass(slots=True)
class Rooms:
    """`from_start`: a new room is read from its first event, else from its head.

    `whole`: what was before a reset is asked for until nothing is older; else it is done without.
    """

    client: str
    recorder: Recorder
    from_start: bool
    whole: bool
    ready: list[Frame]
    repair_again_after_s: float = 4.0
    replicas: dict[str, Replica] = field(default_factory=dict)
    past: Past = field(default_factory=Past)
    credit: Credit = field(default_factory=Credit)
    # room -> when its repairing `subscribe` was sent: one at a time, again after the time-out
    repairs: dict[str, float] = field(default_factory=dict)
    # room -> (lowest seq, older) of the slices of a reset under way
    resets: dict[str, tuple[int | None, bool]] = field(default_factory=dict)
    # room -> seq below which a reset left out what is done without
    given_up_below: dict[str, int] = field(default_factory=dict)

    def positions(self) -> Frame:
        """The `rooms` of a hello."""
        return {room: r.position for room, r in self.replicas.items() if r.known}

    def is_at(self, room: str, seq: int, digest: str) -> bool:
        """Whether the client has all of a room that ends there, its past included."""
        replica = self.replicas.get(room)
        return replica is not None and replica.is_at(seq, digest) and room not in self.past

    def link_lost(self) -> None:
        self.credit = Credit()
        self.repairs.clear()
        self.resets.clear()
        self.past.link_lost()

    def welcomed(self, room: Frame) -> None:
        """A room of the welcome: subscribes unless it was named in hello."""
        id, head = room["id"], room["head"]
        if id in self.replicas and self.replicas[id].known:
            return
        if room["kind"] == "self":  # always live; what is in it before now concerns nobody here
            self._begin(id, head)
        elif self.from_start:
            self.replicas[id] = Replica()
            self.recorder.began(self.client, id, 0)
            self._subscribe(id, self.replicas[id].position)
        else:
            self.replicas[id] = Replica(known=False)
            self._subscribe(id, None)

    def changed(self, room: Frame) -> None:
        """A `room` frame: of a room that is new, or of one whose name or counts changed."""
        if room["id"] not in self.replicas:
            self.welcomed(room)

    def gone(self, room: str) -> None:
        self.replicas.pop(room, None)
        self.past.forget(room)
        self.given_up_below.pop(room, None)

    def end(self) -> None:
        """Writes down where this client stands, as its last word."""
        for room, replica in self.replicas.items():
            if replica.known:
                missing = self.past.missing_below(room)
                past_seq = max(0, (missing or self.given_up_below.get(room, 0)) - 1)
                place = (room, replica.seq, replica.digest)
                self.recorder.ended(self.client, *place, past_seq=past_seq, waits=missing > 0)

    def look(self, room: str, before_seq: int | None) -> None:
        self.ready.append(self.past.look(room, before_seq))

    def events(self, frame: Frame, size: int, now_s: float) -> None:
        room, events = frame["room"], [event(of) for of in frame["events"]]
        replica = self.replicas.get(room)
        if replica is None:
            return
        taken = replica.take(frame["prev"], events, frame["digest"])
        self.recorder.received(
            self.client,
            room,
            "events",
            events,
            applied_from=taken.applied_from,
            position=(events[-1].seq, frame["digest"]),
            prev=frame["prev"],
        )
        self.credit.events(room, events[-1].seq, len(events), size, now_s)
        if not taken.fits:
            # A link loses nothing; what comes until a repair is answered leaves out the same.
            if events[0].seq > replica.seq + 1 and room not in self.repairs:
                self.recorder.skipped(self.client, room, replica.seq)
            self._repair(room, now_s)

    def caught_up(self, frame: Frame, now_s: float) -> None:
        room, head = frame["room"], frame["head"]
        replica = self.replicas.get(room)
        if replica is None:
            return
        self.repairs.pop(room, None)
        self.recorder.located(self.client, room, head["seq"], head["digest"])
        if not replica.known:
            self._begin(room, head)
        elif not replica.is_at(head["seq"], head["digest"]):
            self._repair(room, now_s)

    def reset(self, frame: Frame, size: int, now_s: float) -> None:
        room, head, more = frame["room"], frame["head"], frame.get("more", False)
        if room not in self.replicas:
            return
        self.credit.part(frame["part"], size, now_s)
        messages = [message(of) for of in frame["messages"]]
        self.recorder.received(
            self.client,
            room,
            "reset",
            messages,
            first=room not in self.resets,
            stands_at=None if more else head["seq"],
            position=(head["seq"], head["digest"]),
        )
        lowest_seq, older = self.resets.pop(room, (None, False))
        if lowest_seq is None and messages:
            lowest_seq = messages[0].seq
        older = older or frame.get("older", False)
        if more:
            self.resets[room] = (lowest_seq, older)
        else:
            self._stand_after_reset(room, head, lowest_seq if older else None)

    def _stand_after_reset(self, room: str, head: Frame, past_seq: int | None) -> None:
        self.repairs.pop(room, None)
        self.replicas[room].stand_at(head["seq"], head["digest"])
        self.past.forget(room)
        self.given_up_below.pop(room, None)
        if past_seq is not None and self.whole:
            self.past.open(room, past_seq)
        elif past_seq is not None:
            self.given_up_below[room] = past_seq

    def page(self, frame: Frame, size: int, now_s: float) -> None:
        room = frame["room"]
        self.credit.part(frame["part"], size, now_s)
        kept, head = self.past.page(frame), frame["head"]
        self.recorder.received(
            self.client,
            room,
            "page",
            [message(of) for of in frame["messages"]],
            applied_from=0 if kept else head["seq"] + 1,
            position=(head["seq"], head["digest"]),
        )

    def tick(self, now_s: float) -> None:
        """What only time makes due: repairs without an answer, the past."""
        for room, asked_at_s in list(self.repairs.items()):
            if now_s - asked_at_s >= self.repair_again_after_s:
                del self.repairs[room]
                self._repair(room, now_s)
        self.ready += self.past.due(now_s)

    def _begin(self, room: str, head: Frame) -> None:
        self.replicas.setdefault(room, Replica()).stand_at(head["seq"], head["digest"])
        self.recorder.began(self.client, room, head["seq"])
        self.recorder.located(self.client, room, head["seq"], head["digest"])

    def _repair(self, room: str, now_s: float) -> None:
        if room not in self.repairs:
            replica = self.replicas[room]
            self.recorder.link(self.client, f"repairs room {room} from {replica.seq}")
            self.repairs[room] = now_s
            self._subscribe(room, replica.position)

    def _subscribe(self, room: str, position: Frame | None) -> None:
        frame: Frame = {"type": "subscribe", "room": room}
        self.ready.append(frame if position is None else frame | {"from": position})
