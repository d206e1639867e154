"""A connection of `serve` that can be hurt, with everything around it made up; time is virtual."""

import pytest

from chat.transports.faults.links import RawLink
from tests.unit.server.conftest import (  # noqa: F401 - fixtures
    peer,
    pytest_asyncio_loop_factories,
)
from tests.unit.server.peer import Peer


@pytest.fixture
async def link(peer: Peer) -> RawLink:  # noqa: F811
    return RawLink(peer.connection)
