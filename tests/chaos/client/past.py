"""The messages before a reset: asked for by `history`, page by page, until none is older."""

import itertools
from dataclasses import dataclass

from tests.chaos.client.wire import Frame

PAGE_LIMIT = 100


@dataclass(slots=True)
class Gap:
    """A room whose past is missing below `before_seq`; `id` is that of the question under way."""

    room: str
    before_seq: int
    id: str | None = None
    ask_at_s: float = 0.0
    # of the slices of the answer under way
    lowest_seq: int | None = None
    older: bool = False


class Past:
    """The gaps of all rooms, filled one `history` at a time per room.

    Every question has an id of its own: the answer to an older one, asked before another reset,
    says nothing about the gap there is now.
    """

    def __init__(self) -> None:
        self._gaps: dict[str, Gap] = {}
        self._numbers = itertools.count(1)

    def look(self, room: str, before_seq: int | None) -> Frame:
        """A question whose answer is looked at and not kept; if it gets lost, nobody minds."""
        place = {} if before_seq is None else {"before": before_seq}
        return _question(f"look-{next(self._numbers)}", room, place)

    def missing_below(self, room: str) -> int:
        """0 if nothing is."""
        gap = self._gaps.get(room)
        return gap.before_seq if gap else 0

    def __contains__(self, room: str) -> bool:
        return room in self._gaps

    def open(self, room: str, before_seq: int) -> None:
        self._gaps[room] = Gap(room, before_seq)

    def forget(self, room: str) -> None:
        self._gaps.pop(room, None)

    def link_lost(self) -> None:
        """What was under way is asked again from the same place."""
        for room, gap in self._gaps.items():
            self.open(room, gap.before_seq)

    def due(self, now_s: float) -> list[Frame]:
        frames: list[Frame] = []
        for gap in self._gaps.values():
            if gap.id is None and now_s >= gap.ask_at_s:
                gap.id = f"past-{next(self._numbers)}"
                frames.append(_question(gap.id, gap.room, {"before": gap.before_seq}))
        return frames

    def page(self, frame: Frame) -> bool:
        """A slice of an answer: whether it belongs to a gap. After the last one that is smaller."""
        gap = self._gaps.get(frame["room"])
        if gap is None or gap.id != frame["id"]:
            return False
        if gap.lowest_seq is None and frame["messages"]:
            gap.lowest_seq = frame["messages"][0]["seq"]
        gap.older = gap.older or frame.get("older", False)
        if not frame.get("more", False):
            self.forget(gap.room)
            if gap.older and gap.lowest_seq is not None:
                self.open(gap.room, gap.lowest_seq)
        return True

    def refused(self, id: str, retry_s: float, now_s: float) -> bool:
        """Whether the refusal was of a question: what is missing is asked for again then."""
        for gap in self._gaps.values():
            if gap.id == id:
                gap.id, gap.ask_at_s = None, now_s + retry_s
        return id.startswith(("past-", "look-"))


def _question(id: str, room: str, place: Frame) -> Frame:
    return {"type": "history", "id": id, "room": room, **place, "limit": PAGE_LIMIT}
