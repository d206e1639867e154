"""Messages on the hints' group that no process of this site has sent.

Made of a true one, so that they are as near to it as can be. None of them continues the log: a
hint that does is believed, for only processes of the site reach its Redis.
"""

import random
from collections.abc import Callable
from typing import Any

import msgspec

from chat.eventlog.entry import Entry
from chat.protocol.position import Position
from chat.realtime.hints import Hint

Message = dict[str, Any]
Forge = Callable[[Hint, random.Random], Hint]

# An id that no table comes to, and still one of a column of 64 bits.
NO_ROOM = 2**62
# No process's name for itself: each drops what it has sent.
FORGER = "somebody else"
# Events beyond the head: more than any hole that a lost hint makes.
FAR = 1_000


def foreign(true: Message, rng: random.Random) -> Message:
    """Well-formed, and of another history."""
    hint = msgspec.msgpack.decode(true["hint"], type=Hint)
    forge = rng.choice(FORGES)
    forged = msgspec.msgpack.encode(forge(hint, rng))
    return {**true, "sender": FORGER, "hint": forged}


def _other_history(hint: Hint, rng: random.Random) -> Hint:
    """The same places, by other events: as after a restore that not everybody saw."""
    return Hint(
        {room: Position(at.seq, _digest(rng)) for room, at in hint.heads.items()},
        [msgspec.structs.replace(e, prev=_digest(rng), digest=_digest(rng)) for e in hint.entries],
    )


def _far_ahead(hint: Hint, rng: random.Random) -> Hint:
    return Hint(
        {room: Position(at.seq + FAR, _digest(rng)) for room, at in hint.heads.items()},
        [_moved(entry, FAR, rng) for entry in hint.entries],
    )


def _next_place(hint: Hint, rng: random.Random) -> Hint:
    """Where the next event belongs, and not of our chain."""
    return Hint(entries=[_moved(entry, len(hint.entries), rng) for entry in hint.entries])


def _no_room(hint: Hint, rng: random.Random) -> Hint:
    entries = [msgspec.structs.replace(entry, room_id=NO_ROOM) for entry in hint.entries]
    return Hint({NO_ROOM: Position(1, _digest(rng))}, entries)


FORGES: tuple[Forge, ...] = (_other_history, _far_ahead, _next_place, _no_room)


def junk(true: Message, rng: random.Random) -> Message:
    """What is no hint, or one of a version before or after this one."""
    raw: list[Any] = msgspec.msgpack.decode(true["hint"])
    hints = [
        *(rng.randbytes(64), b""),
        *map(msgspec.msgpack.encode, ({"heads": 1}, raw[:1], [*raw, "new"])),
    ]
    forged = [{**true, "sender": FORGER, "hint": hint} for hint in hints]
    odd = {**true, "sender": FORGER, "hint": 7, "at": "yesterday"}
    return rng.choice([*forged, odd, {"type": "hint"}])


def _moved(entry: Entry, by: int, rng: random.Random) -> Entry:
    return msgspec.structs.replace(
        entry, seq=entry.seq + by, prev=_digest(rng), digest=_digest(rng)
    )


def _digest(rng: random.Random) -> str:
    return f"{rng.getrandbits(64):016x}"
