"""Heartbeats of clients that were written for other servers, and what each expects back.

Requirements A1 (`message` with `interval`), A2 (`contentType: "hert"`), A4 (text `ping`), A5c (a
bare JSON string). They are answered to the sender alone, and are otherwise as if they had not been.
"""

import msgspec


def answer(frame: str) -> str | None:
    """What to answer to this frame; None if it is no such heartbeat."""
    if frame == "ping":
        return "pong"
    if frame[:1] not in {'"', "{"}:
        return None
    try:
        value = msgspec.json.decode(frame)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, str) or _is_beat(value):
        return frame
    return None


def _is_beat(value: object) -> bool:
    if not isinstance(value, dict) or "type" in value:
        return False
    return value.get("contentType") == "hert" or {"message", "interval"} <= value.keys()
