"""What a client that keeps to `docs/protocol.md` holds, and what it has not confirmed."""

from collections import defaultdict
from typing import Any

from chat.protocol.position import Position

Frame = dict[str, Any]


class FollowerModel:
    """Of one connection. AssertionError at what no client should be sent."""

    def __init__(self, limit: int, positions: dict[int, Position]) -> None:
        self.limit = limit
        self.positions = positions  # of the rooms it follows
        self.owed = dict.fromkeys(positions, 1)  # answers to subscribe, by room
        self.lost: set[int] = set()  # rooms that are not theirs
        self._starts: set[int] = set()  # followed from where the answer says
        self._resetting: set[int] = set()  # some slices of a reset have come
        self._out: dict[int, list[tuple[int, int]]] = defaultdict(list)  # (seq, bytes) by room
        self._parts: dict[str, tuple[int, int]] = {}  # (room, bytes)

    # --- What it says -------------------------------------------------------------------------

    def subscribes(self, room: int, since: Position | None) -> None:
        self.owed[room] = self.owed.get(room, 0) + 1
        self._resetting.discard(room)
        self._starts.discard(room)
        if since is None:
            self._starts.add(room)
            self.positions.pop(room, None)
        else:
            self.positions[room] = since

    def unsubscribes(self, room: int) -> None:
        self.positions.pop(room, None)
        self._starts.discard(room)
        self.owed.pop(room, None)
        self._frees(room)

    def confirms(self, rooms: int) -> Frame:
        """The fields of `seen` for all that has come of so many rooms, applied or not."""
        some = list(self._out.items())[:rooms]
        seen = {room: max(seq for seq, _ in out) for room, out in some if out}
        parts = [part for part, (room, _) in self._parts.items() if rooms > 1 or room in seen]
        for room in seen:
            del self._out[room]
        for part in parts:
            del self._parts[part]
        return {"rooms": {str(room): seq for room, seq in seen.items()}, "parts": parts}

    # --- What it is sent ----------------------------------------------------------------------

    def take(self, frame: Frame, size: int) -> None:
        kind, room = frame["type"], int(frame.get("room", 0)) if frame["type"] != "room" else 0
        if kind == "welcome":  # the own log is followed from where it is
            own = frame["rooms"][0]
            self.subscribes(int(own["id"]), Position(**own["head"]))
        if kind in {"events", "reset"}:
            assert room not in self.lost, f"{kind} of a room that is gone"
        if kind == "events":
            self._events(room, frame, size)
        elif kind == "caught_up":
            self._caught_up(room, Position(**frame["head"]))
        elif kind == "reset":
            self._reset(room, frame, size)
        elif kind == "page":
            self._parts[frame["part"]] = room, size
        elif kind == "gone":
            self.unsubscribes(room)
            self.lost.add(room)
        elif kind == "room":
            self.lost.discard(int(frame["room"]["id"]))
        self._within_credit()

    def _events(self, room: int, frame: Frame, size: int) -> None:
        seqs = [event["seq"] for event in frame["events"]]
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        at = self.positions[room]
        assert (seqs[0], frame["prev"]) == (at.seq + 1, at.digest), f"after {at}: {frame}"
        self.positions[room] = Position(seqs[-1], frame["digest"])
        self._out[room].append((seqs[-1], size))

    def _caught_up(self, room: int, head: Position) -> None:
        if room in self._starts:
            self._starts.discard(room)
            self.positions[room] = head
        assert self.positions[room] == head
        self.owed[room] -= 1
        assert self.owed[room] >= 0, "a second answer"

    def _reset(self, room: int, frame: Frame, size: int) -> None:
        if room not in self._resetting:
            self._frees(room)
            self._resetting.add(room)
        self._parts[frame["part"]] = room, size
        if not frame.get("more"):
            self._resetting.discard(room)
            self._starts.discard(room)
            self.positions[room] = Position(**frame["head"])
            self.owed[room] = max(0, self.owed.get(room, 0) - 1)

    def _frees(self, room: int) -> None:
        self._out.pop(room, None)
        self._parts = {part: of for part, of in self._parts.items() if of[0] != room}

    def _within_credit(self) -> None:
        sizes = [size for out in self._out.values() for _, size in out]
        sizes += [size for _, size in self._parts.values()]
        assert sum(sizes) <= self.limit or len(sizes) == 1, f"{sum(sizes)} bytes are out"
