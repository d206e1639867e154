"""What a request may cost before the application hears of it, the opening handshakes included.

Bytes of headers are bounded by Twisted: 16 KiB.
"""

from typing import Any

from daphne.http_protocol import WebRequest
from twisted.web.http import HTTPChannel

# Daphne reads all of it before the application does. Django answers in words up to 2.5 MiB.
MAX_BODY_BYTES = 3 * 1024 * 1024


def bound_requests() -> None:
    HTTPChannel.resetTimeout = _reset_timeout  # type: ignore[assignment, method-assign]
    WebRequest.handleContentChunk = _handle_content_chunk
    WebRequest.requestReceived = _request_received


def _reset_timeout(channel: HTTPChannel) -> None:
    """A request has Twisted's minute from its first byte on, not from its latest."""
    if not channel.requests and not channel._buffer:
        super(HTTPChannel, channel).resetTimeout()  # type: ignore[no-untyped-call]


def _handle_content_chunk(request: Any, data: bytes) -> None:
    if request.content.tell() + len(data) > MAX_BODY_BYTES:
        request.process = lambda: None  # a part of it is nothing for the application
        request.channel.transport.abortConnection()
    else:
        super(WebRequest, request).handleContentChunk(data)


def _request_received(request: Any, *command: bytes) -> None:
    """Daphne takes this header from anybody, and cuts what it says off the path: a proxy that shuts
    a part of the site would not have seen it.
    """
    request.requestHeaders.removeHeader(b"daphne-root-path")
    super(WebRequest, request).requestReceived(*command)
