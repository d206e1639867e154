"""C14 of docs/pitfalls.md: a page is shut, or its network goes, without a close frame."""

import asyncio
import logging
from typing import Any

import pytest

from chat.transports.websocket import UnknownConsumer

SCOPE: dict[str, Any] = {"type": "websocket", "headers": [], "cookies": {}, "subprotocols": []}


async def test_c14_a_page_that_is_gone_without_a_close_is_an_everyday_event(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent_in_vain = asyncio.Event()
    came = [{"type": "websocket.connect"}]

    async def receive() -> Any:
        if came:
            return came.pop()
        await sent_in_vain.wait()
        return {"type": "websocket.disconnect", "code": 1006}

    async def send(message: Any) -> None:
        if message["type"] != "websocket.accept":
            sent_in_vain.set()
            raise RuntimeError("the peer is gone")  # what servers raise differs

    with caplog.at_level(logging.WARNING):
        await UnknownConsumer.as_asgi()(SCOPE, receive, send)

    assert caplog.messages == []
