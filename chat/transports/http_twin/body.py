"""A request's body: frames, one a line."""

import asyncio
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.protocol.frames import FRAME_BYTES
from chat.transports.admission import in_words
from chat.transports.http_twin.admission import RefusedError

# A hello of 500 rooms and 1,000 subscribes, or four frames of the largest kind.
BODY_BYTES = 256 * 1024
LINES = 1_001
# A whole body on a bad mobile line. `serve` itself allows a minute for headers and body.
BODY_S = 30.0


class ClientGoneError(Exception):
    """It went away before all was said."""


async def read_lines(receive: Any, request: HttpRequest) -> list[str]:
    """At least one, none of them empty. Raises RefusedError and ClientGoneError."""
    try:
        async with asyncio.timeout(BODY_S):
            body = await _read(receive, request)
    except TimeoutError:
        raise _refused(408, "bad-frame", _("The request took too long."), request) from None
    lines = [line for line in body.split(b"\n") if line.strip()]
    if len(lines) > LINES or any(len(line) > FRAME_BYTES for line in lines):
        raise _too_large(request)
    if not lines:
        raise _refused(400, "bad-frame", _("The request has no frames."), request)
    try:
        return [line.decode() for line in lines]
    except UnicodeDecodeError:
        raise _refused(400, "bad-json", _("The request is not UTF-8."), request) from None


async def _read(receive: Any, request: HttpRequest) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientGoneError
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY_BYTES:
            raise _too_large(request)
    return bytes(body)


def bad_request(code: str, detail: Any, request: HttpRequest) -> RefusedError:
    return _refused(400, code, detail, request)


def _too_large(request: HttpRequest) -> RefusedError:
    detail = _("The request, or a frame of it, is larger than the server takes.")
    return _refused(413, "too-long", detail, request)


def _refused(status: int, code: str, detail: Any, request: HttpRequest) -> RefusedError:
    return RefusedError(in_words(status, code, detail, request, []))
