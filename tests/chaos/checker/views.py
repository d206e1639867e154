"""What each reader ended up with: the receipts of a history folded into one view per room."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.chaos.checker.history import AnyRecord, Began, Ended, Received, Sighting
from tests.chaos.checker.kinds import CHANGES, Messages


@dataclass(slots=True)
class View:
    """One client's copy of one room."""

    # seq -> what the client shows now; a reset replaces it, pages fill it from below
    held: Messages = field(default_factory=dict)
    # of the last event applied in order; events must continue it. None: nobody said
    position_seq: int = 0
    position_digest: str | None = None
    # the view starts above this seq: what is older was never asked for
    began_seq: int = 0
    # sightings applied although the position was past them
    doubled: list[Sighting] = field(default_factory=list)
    # (expected seq, sighting) where the client applied something out of its place
    jumped: list[tuple[int, Sighting]] = field(default_factory=list)
    # what it applied although it continues another history than the client had
    astray: list[Sighting] = field(default_factory=list)
    # its last word, once the run ended with this client reading the room
    end: Ended | None = None
    # of a reset of which not all has come
    _coming: Messages = field(default_factory=dict)
    # events that change what is older: a page from before them does not know of them
    _erasures: list[Sighting] = field(default_factory=list)

    def anew(self, seq: int) -> "View":
        """Empty, and above that; what went wrong before is not forgotten."""
        wrong = (self.doubled, self.jumped, self.astray)
        return View({}, seq, None, seq, *wrong)

    def apply(self, record: Received) -> None:
        if record.via == "events":
            self._continue(record)
        elif record.via == "reset":
            self._replace(record)
        else:
            self._fill(record)

    def _continue(self, record: Received) -> None:
        applied = [event for event in record.events if event.seq >= record.applied_from]
        if not applied:
            return
        if applied[0] is record.events[0] and self._is_elsewhere(record.prev):
            self.astray.append(applied[0])
        for event in applied:
            self._take(event)
        self.position_digest = record.position[1] if record.position else None

    def _is_elsewhere(self, prev: str | None) -> bool:
        return None not in (prev, self.position_digest) and prev != self.position_digest

    def _take(self, event: Sighting) -> None:
        if event.seq <= self.position_seq:
            self.doubled.append(event)
        elif event.seq != self.position_seq + 1:
            self.jumped.append((self.position_seq + 1, event))
        if change := CHANGES.get(event.kind):
            change(self.held, event)
        if event.kind == "erased":
            self._erasures.append(event)
        self.position_seq = max(self.position_seq, event.seq)

    def _replace(self, record: Received) -> None:
        """The old view stays until all of the new one is here."""
        if record.first:
            self._coming = {}
        for message in record.events:
            self._coming[message.seq] = message
        if record.stands_at is not None:
            self.held, self._coming, self._erasures = self._coming, {}, []
            self.position_seq = record.stands_at
            self.position_digest = record.position[1] if record.position else None

    def _fill(self, record: Received) -> None:
        head_seq = record.position[0] if record.position else 0
        page = {m.seq: m for m in record.events if m.seq >= record.applied_from}
        for event in self._erasures:
            if event.seq > head_seq and (change := CHANGES[event.kind]):
                change(page, event)
        self.held |= page


def fold(records: Iterable[AnyRecord]) -> dict[tuple[str, str], View]:
    """Returns {(client, room): view}. A reset's position is where the next events continue."""
    views: dict[tuple[str, str], View] = {}
    for record in records:
        match record:
            case Received(client=client, room=room):
                views.setdefault((client, room), View()).apply(record)
            case Began(client=client, room=room, seq=seq):
                view = views.setdefault((client, room), View())
                views[client, room] = view.anew(seq)
            case Ended(client=client, room=room):
                views.setdefault((client, room), View()).end = record
            case _:
                pass
    return views
