"""All a client says and does between hello and the end of a connection, and across connections.

Free of sockets and clocks: frames go in with the time, frames to send come out in `ready`.
"""

from collections.abc import Callable

from tests.chaos.checker.history import CONNECTED, Recorder
from tests.chaos.client.outbox import Outbox
from tests.chaos.client.rooms import Rooms
from tests.chaos.client.wire import Frame


class DeadLinkError(Exception):
    """Nothing came in answer to a ping."""


class RefusedForGoodError(AssertionError):
    """The server complained, or said not to come back: in these runs nobody deserves that."""


class Conversation:
    """`name` is the client's in the history; `person_id` is known from the first welcome on."""

    def __init__(
        self, name: str, recorder: Recorder, *, from_start: bool, whole: bool = True
    ) -> None:
        self.name = name
        self.recorder = recorder
        self.ready: list[Frame] = []
        self.rooms = Rooms(name, recorder, from_start, whole, self.ready)
        self.outbox = Outbox()
        self.person_id = ""
        self.welcomed = False
        # posts that were acknowledged, each counted once
        self.acked = 0
        # what a `bye` asked to wait before the next try: at least, and a random share of
        self.retry_s = self.spread_s = 0.0
        self._session_id: str | None = None
        self._last_close: Frame | None = None
        self._interval_s, self._timeout_s = 10.0, 4.0
        self._heard_at_s = 0.0
        self._pinged_at_s: float | None = None
        self._handlers: dict[str, Callable[[Frame, int, float], None]] = {
            "welcome": self._on_welcome,
            "room": lambda frame, _size, _now: self.rooms.changed(frame["room"]),
            "gone": lambda frame, _size, _now: self.rooms.gone(frame["room"]),
            "events": self._on_events,
            "caught_up": lambda frame, _size, now_s: self.rooms.caught_up(frame, now_s),
            "reset": self.rooms.reset,
            "page": self.rooms.page,
            "ack": self._on_ack,
            "refused": self._on_refused,
            "ping": self._on_ping,
            # Any frame counts as life; who is here and who types is no part of the history.
            **dict.fromkeys(["pong", "presence", "typing"], lambda frame, _size, _now: None),
            "bye": self._on_bye,
            "error": self._on_error,
        }

    def post(self, id: str, room: str, body: str) -> None:
        """Enter: from here on the message is safe in the outbox."""
        self.recorder.invoked(self.name, self.person_id, id, room, body)
        self.outbox.add(id, room, body)

    def open(self, now_s: float) -> None:
        """A connection is up: says hello."""
        self._heard_at_s, self._pinged_at_s = now_s, None
        self.retry_s = self.spread_s = 0.0
        self.recorder.link(self.name, CONNECTED)
        hello: Frame = {"type": "hello", "client": "chaos/1", "rooms": self.rooms.positions()}
        if self._session_id:
            hello["replaces"] = self._session_id
        if self._last_close:
            hello["last_close"] = self._last_close
        self.ready.append(hello)

    def lost(self, code: int, reason: str) -> None:
        """The connection is gone; `code` as in a close event (1006 without a close frame)."""
        self.welcomed = False
        self.ready.clear()
        self.rooms.link_lost()
        self.outbox.link_lost()
        self._last_close = {"code": code, "reason": reason, "clean": code != 1006, "cause": "peer"}
        self.recorder.link(self.name, f"lost its link, {code}")

    def receive(self, frame: Frame, size: int, now_s: float) -> None:
        """`size` is the frame's, in bytes."""
        self._heard_at_s, self._pinged_at_s = now_s, None
        self._handlers[frame["type"]](frame, size, now_s)
        self._send_seen(now_s)

    def tick(self, now_s: float) -> None:
        """What only time makes due. Raises DeadLinkError."""
        self._beat(now_s)
        if self.welcomed:
            self.rooms.tick(now_s)
            self.send_posts(now_s)
        self._send_seen(now_s)

    def _send_seen(self, now_s: float) -> None:
        if seen := self.rooms.credit.due(now_s):
            self.ready.append(seen)

    def send_posts(self, now_s: float) -> None:
        if self.welcomed:
            self.ready += self.outbox.due(now_s)

    def end(self) -> None:
        """Writes down where this client stands, as its last word."""
        self.rooms.end()

    def _beat(self, now_s: float) -> None:
        if self._pinged_at_s is not None:
            if now_s - self._pinged_at_s >= self._timeout_s:
                self.recorder.link(self.name, "hears nothing")
                raise DeadLinkError
        elif now_s - self._heard_at_s >= self._interval_s:
            self._pinged_at_s = now_s
            self.ready.append({"type": "ping", "n": 1, **self.rooms.credit.for_beat()})

    def _on_welcome(self, frame: Frame, _size: int, now_s: float) -> None:
        self.person_id, self._session_id = frame["you"]["id"], frame["session"]
        self._interval_s = frame["heartbeat"]["interval_ms"] / 1000
        self._timeout_s = frame["heartbeat"]["timeout_ms"] / 1000
        self.outbox.resend_after_s = self._interval_s + self._timeout_s
        self.rooms.credit.limit(frame["limits"]["unseen_bytes"])
        self.rooms.repair_again_after_s = self._timeout_s
        self.welcomed = True
        for room in frame["rooms"]:
            self.rooms.welcomed(room)
        self.send_posts(now_s)

    def _on_events(self, frame: Frame, size: int, now_s: float) -> None:
        self.rooms.events(frame, size, now_s)
        for event in frame["events"]:
            if event["id"] in self.outbox and event["by"]["id"] == self.person_id:
                self._acked(event["id"], frame["room"], event["seq"], via="event")

    def _on_ack(self, frame: Frame, _size: int, now_s: float) -> None:
        self._acked(frame["id"], frame["room"], frame["seq"], via="ack")

    def _acked(self, id: str, room: str, seq: int, via: str) -> None:
        self.acked += self.outbox.answer(id) is not None
        self.recorder.acked(self.name, id, room, seq, via)

    def _on_refused(self, frame: Frame, _size: int, now_s: float) -> None:
        id, retry_ms = frame["id"], frame.get("retry_ms")
        if self.rooms.past.refused(id, (retry_ms or 0) / 1000, now_s):
            return
        self.recorder.refused(self.name, id, frame["code"], final=retry_ms is None)
        if retry_ms is None:
            self.outbox.answer(id)
        else:
            self.outbox.hold(id, now_s + retry_ms / 1000)

    def _on_ping(self, frame: Frame, _size: int, now_s: float) -> None:
        self.ready.append({"type": "pong", "n": frame["n"], **self.rooms.credit.for_beat()})

    def _on_bye(self, frame: Frame, _size: int, now_s: float) -> None:
        self.recorder.link(self.name, f"hears bye {frame['code']}: {frame['reason']}")
        self.retry_s, self.spread_s = frame["retry_ms"] / 1000, frame["spread_ms"] / 1000
        if not frame["reconnect"]:
            raise RefusedForGoodError(f"{self.name}: {frame}")

    def _on_error(self, frame: Frame, _size: int, now_s: float) -> None:
        raise RefusedForGoodError(f"{self.name}: {frame}")
