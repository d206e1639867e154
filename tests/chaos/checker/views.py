"""What each reader ended up with: the receipts of a history folded into one view per room."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.chaos.checker.history import AnyRecord, Began, Ended, Received, Sighting


@dataclass(slots=True)
class View:
    """One client's copy of one room."""

    # seq -> id of what the client shows now; a reset empties it, pages fill it from below
    held: dict[int, str] = field(default_factory=dict)
    # seq of the last event applied in order; events must continue it
    position_seq: int = 0
    # the view starts above this seq: what is older was never asked for
    began_seq: int = 0
    # sightings applied although the position was past them
    doubled: list[Sighting] = field(default_factory=list)
    # (expected seq, sighting) where the client applied something out of its place
    jumped: list[tuple[int, Sighting]] = field(default_factory=list)
    # true once the run ended with this client reading the room
    ended: bool = False
    ended_seq: int = 0
    ended_digest: str = ""

    def apply(self, record: Received) -> None:
        if record.via == "events":
            self._continue(e for e in record.events if e.seq >= record.applied_from)
        else:
            self._replace(record)

    def _continue(self, events: Iterable[Sighting]) -> None:
        for event in events:
            if event.seq <= self.position_seq:
                self.doubled.append(event)
            elif event.seq != self.position_seq + 1:
                self.jumped.append((self.position_seq + 1, event))
            self.held[event.seq] = event.id
            self.position_seq = max(self.position_seq, event.seq)

    def _replace(self, record: Received) -> None:
        if record.via == "reset" and record.first:
            self.held.clear()
        for event in record.events:
            self.held[event.seq] = event.id
        if record.stands_at is not None:
            self.position_seq = record.stands_at

    def begin(self, seq: int) -> None:
        self.began_seq = self.position_seq = seq


def fold(records: Iterable[AnyRecord]) -> dict[tuple[str, str], View]:
    """Returns {(client, room): view}. A reset's position is where the next events continue."""
    views: dict[tuple[str, str], View] = {}
    for record in records:
        match record:
            case Received(client=client, room=room):
                views.setdefault((client, room), View()).apply(record)
            case Began(client=client, room=room, seq=seq):
                views.setdefault((client, room), View()).begin(seq)
            case Ended(client=client, room=room):
                view = views.setdefault((client, room), View())
                view.ended = True
                view.ended_seq, view.ended_digest = record.seq, record.digest
            case _:
                pass
    return views
