"""What a stream is asked for: a `hello`, and rooms to follow that it does not name."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.protocol.decoding import ForeignBeat, FrameError, decode
from chat.protocol.frames import AnyClientFrame, Hello, Subscribe
from chat.transports.http_twin.body import bad_request

POLL_S = 25


class Asked(NamedTuple):
    hello: str
    subscribes: Sequence[str]
    rooms: set[str]  # all that are named: each is caught up, reset or gone once
    poll_s: int | None  # None: a stream


def asked(texts: Sequence[str], query: bytes, request: HttpRequest) -> Asked:
    """Raises RefusedError."""
    hello, *subscribes = (_frame(text, request) for text in texts)
    if not isinstance(hello, Hello):
        raise bad_request("hello-first", _("The first line is a hello."), request)
    rooms = set(hello.rooms)
    for frame in subscribes:
        if not isinstance(frame, Subscribe):
            raise bad_request(
                "bad-frame", _("After the hello only subscribes may follow."), request
            )
        rooms.add(frame.room)
    return Asked(texts[0], texts[1:], rooms, _poll(query, request))


def _frame(text: str, request: HttpRequest) -> AnyClientFrame:
    try:
        return decode(text)
    except FrameError as error:
        raise bad_request(error.code, error.detail, request) from None
    except ForeignBeat:
        raise bad_request("bad-frame", _("The first line is a hello."), request) from None


def _poll(query: bytes, request: HttpRequest) -> int | None:
    """`poll=SECONDS`, if it is there."""
    for part in query.split(b"&"):
        name, _equals, value = part.partition(b"=")
        if name == b"poll":
            # Python refuses to read a number of thousands of digits.
            if value.isdigit() and len(value) <= 2 and int(value) <= POLL_S:
                return int(value)
            raise bad_request("bad-frame", _("poll is 0 to 25, in seconds."), request)
    return None
