"""Close codes 0–4999: what each means, who may send it, and whether to reconnect.

`static/lifeline/close-codes.js` has the same table for browsers, and a test compares them. Only who
is refused by a rule stays away: a damaged link, or a code that means nothing, is no reason to.

Sources: RFC 6455 section 7.4, the IANA registry, and `docs/protocol.md` for ours (4000–4999).
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class CloseCode(IntEnum):
    """The codes that this server sends."""

    DONE = 1000
    TOO_LARGE = 4009
    RESTART = 4012
    OVERLOADED = 4013
    BAD_FRAMES = 4400
    NOT_LOGGED_IN = 4401
    FORBIDDEN = 4403
    NOT_FOUND = 4404
    SILENT = 4408
    REPLACED = 4409
    TOO_MANY = 4429


class Sender(StrEnum):
    NOBODY = "nobody"  # reserved: seen locally, never on the wire
    SERVER = "server"
    BOTH = "both"  # pages too may give it to `close()`


class Reconnect(StrEnum):
    NO = "no"
    YES = "yes"
    LATER = "later"  # spread out, as `bye` or the client's back-off says
    AFTER_LOGIN = "after logging in"


@dataclass(frozen=True)
class Meaning:
    name: str
    meaning: str
    sender: Sender
    reconnect: Reconnect


_SERVER, _BOTH, _NOBODY = Sender.SERVER, Sender.BOTH, Sender.NOBODY
_NO, _YES, _LATER = Reconnect.NO, Reconnect.YES, Reconnect.LATER

_KNOWN = {
    1000: Meaning("normal", "done; without a `bye` a server's time limit", _BOTH, _NO),
    1001: Meaning("going away", "the page is left, or the server stops", _SERVER, _YES),
    1002: Meaning("protocol error", "a frame broke RFC 6455", _SERVER, _YES),
    1003: Meaning("unsupported data", "this kind of frame is not taken", _SERVER, _NO),
    1004: Meaning("reserved", "has no meaning yet", _NOBODY, _YES),
    1005: Meaning("no status", "closed without a code", _NOBODY, _YES),
    1006: Meaning("abnormal", "the link broke without a close frame", _NOBODY, _YES),
    1007: Meaning("invalid data", "a text frame was not UTF-8", _SERVER, _YES),
    1008: Meaning("policy violation", "refused by a rule", _SERVER, _NO),
    1009: Meaning("too big", "a frame was too large", _SERVER, _YES),
    1010: Meaning("extension missing", "the server lacks an extension", _NOBODY, _NO),
    1011: Meaning("internal error", "the server failed", _SERVER, _YES),
    1012: Meaning("service restart", "the server restarts", _SERVER, _LATER),
    1013: Meaning("try again later", "the server is overloaded", _SERVER, _LATER),
    1014: Meaning("bad gateway", "a proxy got no valid answer", _SERVER, _LATER),
    1015: Meaning("TLS failed", "no secure connection came about", _NOBODY, _YES),
    3000: Meaning("unauthorized", "not logged in", _BOTH, Reconnect.AFTER_LOGIN),
    3003: Meaning("forbidden", "logged in, and not allowed", _BOTH, _NO),
    3008: Meaning("timeout", "took too long", _BOTH, _YES),
    4009: Meaning("frame too large", "over `limits.frame_bytes`", _SERVER, _YES),
    4012: Meaning("restart", "the server restarts", _SERVER, _LATER),
    4013: Meaning("overloaded", "full, overloaded, or no database", _SERVER, _LATER),
    4400: Meaning("too many bad frames", "the client is faulty", _SERVER, _NO),
    4401: Meaning("not logged in", "or this login ended", _SERVER, Reconnect.AFTER_LOGIN),
    4403: Meaning("forbidden", "banned, or not allowed", _SERVER, _NO),
    4404: Meaning("no such endpoint", "check the address", _SERVER, _NO),
    4408: Meaning("silent", "the server heard nothing in time", _SERVER, _YES),
    4409: Meaning("replaced", "by this page's own newer connection", _SERVER, _NO),
    4429: Meaning("too many", "too many connections or frames", _SERVER, _LATER),
}

_RANGES = (
    (range(1000), Meaning("unused", "not a close code", _NOBODY, _YES)),
    (range(1000, 3000), Meaning("reserved", "for RFC 6455 and its successors", _NOBODY, _YES)),
    (range(3000, 4000), Meaning("registered", "of a library or framework", _BOTH, _YES)),
    (range(4000, 5000), Meaning("private", "of this application", _BOTH, _YES)),
)


def meaning(code: int) -> Meaning:
    """What the code says. ValueError outside 0–4999."""
    if known := _KNOWN.get(code):
        return known
    for codes, of_range in _RANGES:
        if code in codes:
            return of_range
    raise ValueError(f"{code} is no close code: they go from 0 to 4999.")


def known() -> list[int]:
    """Those with a meaning of their own, ascending."""
    return sorted(_KNOWN)
