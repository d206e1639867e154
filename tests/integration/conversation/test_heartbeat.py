"""Both sides notice a dead link; any frame is life. The server here has short times."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from tests.integration.chatting import arrived, greet, told_and_closed
from tests.integration.conftest import INTERVAL_MS, TIMEOUT_MS
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire

PATIENCE_S = 2 * INTERVAL_MS / 1000
TIMEOUT_S = TIMEOUT_MS / 1000


@pytest.fixture(scope="module")
def app(brisk_app: AppServer) -> AppServer:
    return brisk_app


@pytest.fixture
async def wire(app: AppServer, alice: Visitor) -> AsyncIterator[Wire]:
    async with open_wire(app.ws_url(), alice) as connected:
        await greet(connected)
        yield connected


async def test_welcome_says_the_times(app: AppServer, alice: Visitor) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        welcome = await wire.hello()
    assert welcome["heartbeat"] == {"interval_ms": INTERVAL_MS, "timeout_ms": TIMEOUT_MS}


async def test_a_silent_peer_is_pinged_after_two_intervals_and_then_given_up(
    app: AppServer, alice: Visitor, wire: Wire
) -> None:
    """But not who never said hello: it may be an older client, which answers no pings."""
    async with open_wire(app.ws_url(), alice) as older:
        assert await arrived(older) == []
        await wire.send({"type": "ping", "n": 1})
        silent_since = time.monotonic()
        await wire.expect("pong")
        await wire.expect("ping")
        assert time.monotonic() - silent_since >= PATIENCE_S * 0.95
        await told_and_closed(wire, 4408, reconnect=True)
        assert time.monotonic() - silent_since >= (PATIENCE_S + TIMEOUT_S) * 0.95
        assert await arrived(older) == []


async def test_any_frame_is_life(wire: Wire) -> None:
    """An answer, somebody's malformed frame, an older client's beat: each is as good."""
    numbers = []
    for frame in ('{"type":"pong","n":1}', "{", '""'):
        numbers.append((await wire.expect("ping"))["n"])
        await wire.send_raw(frame)
    assert await wire.recv_raw() == '""'
    numbers.append((await wire.expect("ping"))["n"])
    assert len(set(numbers)) == len(numbers)


async def test_who_is_heard_often_is_never_pinged(wire: Wire) -> None:
    """Longer than it takes to be pinged, and to be given up."""
    end = time.monotonic() + PATIENCE_S + TIMEOUT_S + 0.3
    while time.monotonic() < end:
        assert await arrived(wire) == []
        await asyncio.sleep(PATIENCE_S / 6)  # the pace of a client that beats


async def test_a_pong_repeats_n_and_comes_at_once(wire: Wire) -> None:
    for number in (0, 1, 2**53 - 1):
        await wire.send({"type": "ping", "n": number})
        assert await wire.recv() == {"type": "pong", "n": number}


async def test_n_may_be_left_out(wire: Wire) -> None:
    await wire.send({"type": "ping"})
    assert await wire.recv() == {"type": "pong", "n": 0}
