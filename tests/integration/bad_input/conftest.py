"""The rule that every test of bad input also shows: nobody else feels it, nothing is thrown.

People and their room are the same for all tests here: bad input leaves no trace on them.
"""

from collections.abc import AsyncIterator, Iterator
from typing import NamedTuple

import pytest

from tests.integration.bad_input.bystander import Bystander, connected_bystander
from tests.integration.chatting import greet, join_room, make_room, newcomer
from tests.integration.logs import demand_no_traceback
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire


class Cast(NamedTuple):
    """Who is there in every test, at one server."""

    alice: Visitor
    room: str  # Alice's, and Bob is a member
    bob: Visitor
    charlie: Visitor  # a stranger


@pytest.fixture(scope="session")
def casts() -> dict[AppServer, Cast]:
    """Those who are there already."""
    return {}


@pytest.fixture
def cast(app: AppServer, casts: dict[AppServer, Cast]) -> Cast:
    if app not in casts:
        alice, bob, charlie = (newcomer(app, name) for name in ("Alice", "Bob", "Charlie"))
        room = make_room(alice)
        join_room(bob, room)
        casts[app] = Cast(alice, room, bob, charlie)
    return casts[app]


@pytest.fixture
def alice(cast: Cast) -> Visitor:
    return cast.alice


@pytest.fixture
def room(cast: Cast) -> str:
    return cast.room


@pytest.fixture
def bob(cast: Cast) -> Visitor:
    return cast.bob


@pytest.fixture
def charlie(cast: Cast) -> Visitor:
    return cast.charlie


@pytest.fixture
async def stranger(app: AppServer, charlie: Visitor) -> AsyncIterator[Wire]:
    """Charlie's connection, welcomed."""
    async with open_wire(app.ws_url(), charlie) as connected:
        await greet(connected)
        yield connected


@pytest.fixture(scope="module")
def bystander(app: AppServer) -> Iterator[Bystander]:
    """Connected as long as the tests of one file run, and served as ever when they are over."""
    with connected_bystander(app) as dora:
        yield dora
        dora.demand_served()


@pytest.fixture(autouse=True)
def untouched(app: AppServer, bystander: Bystander) -> Iterator[None]:
    """No test disturbs who is connected beside it, or makes the server log a traceback."""
    before = len(app.log_text())
    yield
    bystander.demand_untouched()
    demand_no_traceback(app, before)
