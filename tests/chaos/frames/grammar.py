"""Client frames by chance: right ones, nearly right ones, and what is no frame at all."""

import json
import random
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

Frame = dict[str, Any]

UUID_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What a history's id may have at most, in characters (docs/protocol.md).
HISTORY_ID_CHARS = 64
FRAME_BYTES = 64 * 1024
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**53, 2**53 + 1, 2**63, 2**70, -(2**70), 1e308),
    *("", " ", "0", "7", "07", "-1", "1e3", "\0", "a\0b", "\ud800", "\udfff x", "é" * 300, "١"),
    *("9" * 5_000, "x" * 70, [], {}, [[]], [{}], {"": ""}, {"seq": 0}, {"seq": 1, "digest": "z"}),
    *({"0": 0}, {"\0": 1}, {"7": -1}, {"7": 2**60}, ["1"] * 50, {str(n): n for n in range(40)}),
)
FOREIGN = (
    "ping",
    '"beat"',
    '"\\ud83d\\ude00"',
    '{"message":"now","interval":15000}',
    '{"contentType":"hert","content":"pong"}',
    '{"contentType":"hert"',
    '{"message":{},"interval":[]}',
)
NO_FRAMES = (
    "",
    " ",
    "\n",
    "{",
    "}",
    "[]",
    "null",
    "NaN",
    "{}",
    '{"type"}',
    "\ufeff{}",
    "ping ",
    "\0",
)
# Within the size of a frame.
DEPTHS = (10, 900, 1_100, 9_000)


class Sent(NamedTuple):
    """`id`: that of a `post` or `history`, which has to be answered under it; None: of no such."""

    payload: str | bytes
    id: str | None


class Grammar:
    """`rooms`: ids of rooms as they stand on the wire, the sender's own among them."""

    def __init__(self, rng: random.Random, rooms: list[str]) -> None:
        self._rng, self._rooms = rng, rooms
        self._ids: list[str] = []  # some of those used, to be used again
        self._makers: tuple[Callable[[], Frame], ...] = (
            *(self._post, self._post, self._history, self._hello, self._ping, self._pong),
            *(self._seen, self._subscribe, self._unsubscribe, self._read, self._typing),
        )
        # Twice the ones whose frames are nearly right: they get furthest.
        self._spoilers: tuple[Callable[[Frame], str | bytes], ...] = (
            *(self._right, self._right, self._right, self._field, self._field, self._field),
            *(self._lacking, self._more, self._twice, self._number, self._cut, self._bytes),
            *(self._nested, self._other_type, self._noise, self._foreign, self._no_frame),
        )

    def next(self) -> Sent:
        if self._rng.random() < 0.0005:
            return Sent(self._too_large(), None)
        frame = self._rng.choice(self._makers)()
        payload = self._rng.choice(self._spoilers)(frame)
        return Sent(payload, answerable(payload))

    # --- Right frames -------------------------------------------------------------------------

    def _room(self) -> str:
        return self._rng.choice(self._rooms)

    def _id(self) -> str:
        if self._ids and self._rng.random() < 0.1:
            return self._rng.choice(self._ids)
        made = str(UUID(int=self._rng.getrandbits(128), version=4))
        self._ids = [*self._ids[-20:], made]
        return made

    def _position(self) -> Frame:
        digest = self._rng.choice(["0" * 16, f"{self._rng.getrandbits(64):016x}"])
        return {"seq": self._rng.choice([0, 1, 5, 10**6, 2**53 - 1]), "digest": digest}

    def _post(self) -> Frame:
        body = self._rng.choice(["hi", " ", "", "*x*", "<b>", "\U0001f600", "y" * 5_000])
        frame: Frame = {"type": "post", "id": self._id(), "room": self._room(), "body": body}
        if self._rng.random() < 0.2:
            frame["prior"] = self._id()
        if self._rng.random() < 0.2:
            frame["reply_to"] = {"seq": self._rng.randrange(9), "id": self._id()}
        return frame

    def _history(self) -> Frame:
        frame: Frame = {"type": "history", "id": self._id(), "room": self._room()}
        if self._rng.random() < 0.5:
            frame["before"] = self._rng.choice([0, 1, 7, 10**9])
        return frame | {"limit": self._rng.choice([1, 2, 50, 100])}

    def _hello(self) -> Frame:
        return {"type": "hello", "client": "x/1", "rooms": {self._room(): self._position()}}

    def _ping(self) -> Frame:
        return {"type": "ping", "n": self._rng.randrange(9), "seen": {self._room(): 1}}

    def _pong(self) -> Frame:
        return {"type": "pong", "n": self._rng.randrange(9)}

    def _seen(self) -> Frame:
        return {"type": "seen", "rooms": {self._room(): self._rng.randrange(9)}, "parts": ["1"]}

    def _subscribe(self) -> Frame:
        frame: Frame = {"type": "subscribe", "room": self._room()}
        return frame | ({"from": self._position()} if self._rng.random() < 0.5 else {})

    def _unsubscribe(self) -> Frame:
        return {"type": "unsubscribe", "room": self._room()}

    def _read(self) -> Frame:
        return {"type": "read", "room": self._room(), "seq": self._rng.randrange(99)}

    def _typing(self) -> Frame:
        return {"type": "typing", "room": self._room(), "on": self._rng.random() < 0.5}

    # --- What becomes of them -----------------------------------------------------------------

    def _right(self, frame: Frame) -> str:
        return json.dumps(frame)

    def _field(self, frame: Frame) -> str:
        return json.dumps(frame | {self._rng.choice(list(frame)): self._rng.choice(JUNK)})

    def _lacking(self, frame: Frame) -> str:
        without = self._rng.choice(list(frame))
        return json.dumps({name: value for name, value in frame.items() if name != without})

    def _more(self, frame: Frame) -> str:
        return json.dumps(frame | {f"x{self._rng.randrange(9)}": self._rng.choice(JUNK)})

    def _twice(self, frame: Frame) -> str:
        name = self._rng.choice(list(frame))
        again = json.dumps({name: self._rng.choice(JUNK)})
        return json.dumps(frame)[:-1] + "," + again[1:]

    def _number(self, frame: Frame) -> str:
        """Numbers that Python would not write."""
        number = self._rng.choice(["1e400", "-0", "1E+2", "01", "0x1", "NaN", "9" * 400, "1."])
        return re.sub(r": -?\d+", f": {number}", json.dumps(frame), count=1)

    def _cut(self, frame: Frame) -> str:
        text = json.dumps(frame)
        return text[: self._rng.randrange(len(text))]

    def _bytes(self, frame: Frame) -> bytes:
        return json.dumps(frame).encode()[: self._rng.randrange(1, 200)]

    def _nested(self, frame: Frame) -> str:
        depth = self._rng.choice(DEPTHS)
        opening, closing = self._rng.choice([("[", "]"), ('{"a":', "}")])
        deep = opening * depth + "1" + closing * depth
        return json.dumps(frame)[:-1] + f', "deep": {deep}}}'

    def _other_type(self, frame: Frame) -> str:
        types = ["edit", "delete", "react", "watch", "welcome", "events", "", "POST", "x" * 99]
        return json.dumps(frame | {"type": self._rng.choice(types)})

    def _noise(self, frame: Frame) -> str:
        text = list(json.dumps(frame))
        for _ in range(self._rng.randrange(1, 4)):
            text[self._rng.randrange(len(text))] = chr(self._rng.choice([0, 34, 92, 123, 0x2028]))
        return "".join(text)

    def _foreign(self, frame: Frame) -> str:
        return self._rng.choice(FOREIGN)

    def _no_frame(self, frame: Frame) -> str:
        return self._rng.choice(NO_FRAMES)

    def _too_large(self) -> str | bytes:
        text = json.dumps({"type": "post", "body": "é" * FRAME_BYTES})
        return text if self._rng.random() < 0.5 else text.encode()


def answerable(payload: str | bytes) -> str | None:
    """The id under which the protocol promises an answer; None where a reader may differ."""
    if isinstance(payload, bytes) or '"deep"' in payload:
        return None
    try:
        frame = json.loads(payload, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict) or frame.get("type") not in ("post", "history"):
        return None
    id = frame.get("id")
    if not isinstance(id, str):
        return None
    if frame["type"] == "post":
        return id if UUID_ID.fullmatch(id) else None
    plain = id.isascii() and "\0" not in id
    return id if plain and len(id) <= HISTORY_ID_CHARS else None


def _without_doubles(pairs: list[tuple[str, Any]]) -> Frame:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found
