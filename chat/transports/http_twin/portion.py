"""How much of a session's frames goes into one response."""

import asyncio
from collections.abc import Callable

import msgspec

from chat.protocol.frames import Bye
from chat.realtime.shared_frame import SharedFrame
from chat.transports.http_twin.greeting import Asked
from chat.transports.http_twin.lines import Lines

# The answers to the rooms that were asked for.
ANSWERS = {"caught_up", "gone", "reset"}
# What a long poll waits for. Presence and typing come along with it, and have no one wait.
NEWS = {"events", "reset", "gone"}
LATER_NEWS = NEWS | {"room"}  # those amid the greeting are the rest of `welcome`


class Answer(msgspec.Struct):
    room: str
    part: str = ""
    more: bool = False


class Portion:
    """A `Transport`. `finish` is called when it is enough: what the session sends in the same turn
    of the loop goes along.
    """

    def __init__(self, lines: Lines, asked: Asked, finish: Callable[[], None]) -> None:
        self._lines, self._finish = lines, finish
        self._owed, self._poll_s = set(asked.rooms), asked.poll_s
        self._news = self._greeted = False
        # Those sent and not taken, of each room's reset of which not all has gone.
        self._parts: dict[str, list[str]] = {}
        self.begun = asyncio.Event()  # there is something to say, or nothing ever will be
        self.refusal: Bye | None = None  # in place of a welcome

    def send(self, text: str) -> None:
        kind = kind_of(text)
        if not self.begun.is_set() and kind == "bye":
            self.refusal = msgspec.json.decode(text, type=Bye)
        self.begun.set()
        self._lines.send(text)
        self._note(kind, text)
        asyncio.get_running_loop().call_soon(self._judge)

    def send_shared(self, frame: SharedFrame) -> None:
        self.send(frame.text)

    def close(self, code: int) -> None:
        self.begun.set()
        self._lines.close()

    def take_parts(self) -> list[str]:
        """Of resets of which not all has gone; empty if there are none."""
        taken = [part for parts in self._parts.values() for part in parts]
        for parts in self._parts.values():
            parts.clear()
        return taken

    def _note(self, kind: str, text: str) -> None:
        if kind in (LATER_NEWS if self._greeted else NEWS):
            self._news = True
        if kind in ANSWERS:
            answer = msgspec.json.decode(text, type=Answer)
            if answer.more:
                self._parts.setdefault(answer.room, []).append(answer.part)
            else:
                self._parts.pop(answer.room, None)
                self._owed.discard(answer.room)

    def _judge(self) -> None:
        self._greeted = not self._owed
        polls = self._poll_s is not None
        if polls and self._greeted and not self._parts and (self._news or self._poll_s == 0):
            self._finish()


def kind_of(text: str) -> str:
    """Our own encoder writes the type first."""
    return text[9 : text.index('"', 9)]
