"""A connection of `serve` that can be hurt, with everything around it made up; time is virtual."""

import asyncio
from collections.abc import Callable, Mapping

import pytest

from chat.transports.faults.links import RawLink
from tests.unit.realtime.virtual_time import VirtualTimeLoop
from tests.unit.server.peer import Peer


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"virtual": VirtualTimeLoop}


@pytest.fixture
async def peer() -> Peer:
    """Accepted; its messages are taken."""
    peer = Peer()
    await peer.open()
    return peer


@pytest.fixture
async def link(peer: Peer) -> RawLink:
    return RawLink(peer.connection)
