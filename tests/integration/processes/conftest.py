"""Two people and a room on two processes."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.chatting import at, greet
from tests.integration.conftest import Pair
from tests.integration.processes.hearing import Here
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire


@pytest.fixture(scope="session")
def app(postgres_app: AppServer) -> AppServer:
    return postgres_app


@pytest.fixture
async def here(pair: Pair, wire: Wire, bob: Visitor, room: str) -> AsyncIterator[Here]:
    async with open_wire(pair.second.ws_url(), at(pair.second, bob)) as his:
        await greet(his)
        yield Here(wire, his, room)
