"""A connection of the server, with everything around it made up; the time is virtual."""

import asyncio
from collections.abc import Callable, Mapping

import pytest

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
