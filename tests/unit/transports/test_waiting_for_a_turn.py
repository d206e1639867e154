"""Before its handshake is answered a newcomer waits for those that are being greeted."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from chat import runtime
from chat.protocol.close_codes import CloseCode
from chat.realtime.arrivals import Arrivals
from chat.realtime.places import Places
from chat.transports.websocket import ChatConsumer

SCOPE: dict[str, Any] = {
    "type": "websocket",
    "path": "/ws/chat/",
    "headers": [],
    "cookies": {},
    "subprotocols": [],
    "client": ("192.0.2.1", 1),
}


async def test_who_is_gone_while_it_waits_is_neither_accepted_nor_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services = SimpleNamespace(addresses=Places(10), arrivals=Arrivals(0))
    monkeypatch.setattr(runtime, "services", lambda: services)
    coming: asyncio.Queue[Any] = asyncio.Queue()
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await coming.put({"type": "websocket.connect"})
    await coming.put({"type": "websocket.disconnect", "code": 1006})
    await ChatConsumer.as_asgi()(SCOPE, coming.get, send)

    assert sent == []
    assert services.arrivals.waiting == 0
    assert not services.addresses.taken


async def test_one_too_many_from_an_address_waits_for_nobody_to_be_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services = SimpleNamespace(addresses=Places(0), arrivals=Arrivals(0))
    monkeypatch.setattr(runtime, "services", lambda: services)
    coming: asyncio.Queue[Any] = asyncio.Queue()
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] == "websocket.close":
            await coming.put({"type": "websocket.disconnect", "code": message["code"]})

    await coming.put({"type": "websocket.connect"})
    async with asyncio.timeout(5):
        await ChatConsumer.as_asgi()(SCOPE, coming.get, send)

    assert sent[0]["type"] == "websocket.accept"
    assert sent[-1]["code"] == CloseCode.TOO_MANY


async def test_at_a_drain_all_who_wait_are_let_in_to_be_sent_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services = SimpleNamespace(connected=(), arrivals=Arrivals(0))
    monkeypatch.setattr(runtime, "_services", services)
    monkeypatch.setattr(runtime, "draining", False)
    turns = [services.arrivals.turn() for _ in range(3)]

    runtime.begin_drain()

    assert all(turn.begun.done() for turn in turns)
