"""What a client has posted and nobody answered yet, in order; free of clocks and sockets.

Written from `docs/protocol.md`: an id is repeated for ever, `prior` chains the unanswered entries
of a room, after `welcome` everything is sent again, on a live link what has had no answer for
interval + time-out, and a refusal with `retry_ms` keeps the entry.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Entry:
    """`sent_at_s` is on the present link; `held_until_s` is what `retry_ms` asked for."""

    id: str
    room: str
    body: str
    sent_at_s: float | None = None
    held_until_s: float | None = None

    def is_held(self, now_s: float) -> bool:
        return self.held_until_s is not None and now_s < self.held_until_s

    def is_due(self, now_s: float, resend_after_s: float) -> bool:
        return self.sent_at_s is None or now_s - self.sent_at_s >= resend_after_s


class Outbox:
    """Entries by id, oldest first."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        # Until `welcome` names the heartbeat, nothing is sent that could be due again.
        self.resend_after_s = float("inf")

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, id: str) -> bool:
        return id in self._entries

    def add(self, id: str, room: str, body: str) -> None:
        self._entries[id] = Entry(id, room, body)

    def answer(self, id: str) -> Entry | None:
        """Takes the entry out: it was acknowledged or finally refused."""
        return self._entries.pop(id, None)

    def hold(self, id: str, until_s: float) -> None:
        """Refused with `retry_ms`: the same goes again then, and what follows it not before."""
        if entry := self._entries.get(id):
            entry.sent_at_s, entry.held_until_s = None, until_s

    def link_lost(self) -> None:
        for entry in self._entries.values():
            entry.sent_at_s = entry.held_until_s = None

    def due(self, now_s: float) -> list[dict[str, str]]:
        """The `post` frames to send now, in order; they count as sent from here on."""
        frames = []
        prior: dict[str, str] = {}
        waiting_rooms: set[str] = set()
        for entry in self._entries.values():
            if entry.is_held(now_s):
                waiting_rooms.add(entry.room)
            if entry.room not in waiting_rooms and entry.is_due(now_s, self.resend_after_s):
                frames.append(_frame(entry, prior.get(entry.room)))
                entry.sent_at_s = now_s
            prior[entry.room] = entry.id
        return frames


def _frame(entry: Entry, prior: str | None) -> dict[str, str]:
    frame = {"type": "post", "id": entry.id, "room": entry.room, "body": entry.body}
    return frame if prior is None else frame | {"prior": prior}
