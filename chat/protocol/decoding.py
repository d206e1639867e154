"""From a text frame to a struct, or to the one error that says what was wrong with it."""

import json
from typing import Any, get_args

import msgspec

from chat.protocol.foreign import answer
from chat.protocol.frames import AnyClientFrame, HistoryId, IntentId

_decoder: msgspec.json.Decoder[AnyClientFrame] = msgspec.json.Decoder(AnyClientFrame)
_TYPES = frozenset(kind.__struct_config__.tag for kind in get_args(AnyClientFrame))


class FrameError(Exception):
    """A frame that cannot be taken. `code` is of the protocol's list, `detail` is for people.

    `id` is that of the frame, where it had one that an answer can name; `type` what it said it was.
    """

    def __init__(self, code: str, detail: str, id: str | None = None, type: object = None) -> None:
        super().__init__(code, detail)
        self.code, self.detail, self.id, self.type = code, detail, id, type


class ForeignBeat(Exception):  # noqa: N818 - an older client did nothing wrong
    """Not one of our frames but another client's heartbeat; `answer` is what it expects."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


def decode(frame: str) -> AnyClientFrame:
    """The frame as a struct. Raises FrameError, or ForeignBeat for an older client's heartbeat."""
    try:
        return _decoder.decode(frame)
    except (ValueError, RecursionError) as error:
        if (beat := answer(frame)) is not None:
            raise ForeignBeat(beat) from None
        raise _explained(frame, error) from None


def _explained(frame: str, error: Exception) -> FrameError:
    """Why it failed, found by a second look: only frames that failed pay for it."""
    if isinstance(error, RecursionError):
        return FrameError("bad-frame", "nested too deeply")
    if not frame.strip():
        return FrameError("bad-frame", "the frame is empty")
    head = _head(frame)
    if not isinstance(error, msgspec.ValidationError):
        return FrameError("bad-json", str(error), _id(head), head.get("type"))
    type = head.get("type")
    if isinstance(type, str) and type not in _TYPES:
        return FrameError("unknown-type", f"{type[:40]!r} is no type of frame", _id(head), type)
    return FrameError("bad-frame", str(error), _id(head), type)


def _head(frame: str) -> dict[str, Any]:
    """Python's own parser takes more (half of a surrogate pair), so the answer can name the id."""
    try:
        value = json.loads(frame)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _id(head: dict[str, Any]) -> str | None:
    kind = HistoryId if head.get("type") == "history" else IntentId
    try:
        id = msgspec.convert(head.get("id"), kind)
        id.encode()  # half of a surrogate pair cannot be sent back
        return id
    except (msgspec.ValidationError, UnicodeEncodeError):
        return None
