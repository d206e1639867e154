"""A page that comes back names its older connection, which is then closed with 4409."""

import pytest

from tests.integration.chatting import arrived, greet, say, told_and_closed
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import open_wire


async def test_ones_own_older_connection_is_replaced(app: AppServer, alice: Visitor) -> None:
    async with open_wire(app.ws_url(), alice) as older, open_wire(app.ws_url(), alice) as newer:
        session = (await older.hello())["session"]
        await greet(newer, replaces=session)
        await told_and_closed(older, 4409, reconnect=False)
        assert await arrived(newer) == []


async def test_other_tabs_stay(app: AppServer, alice: Visitor) -> None:
    async with open_wire(app.ws_url(), alice) as older, open_wire(app.ws_url(), alice) as other:
        session = (await older.hello())["session"]
        await greet(other)
        async with open_wire(app.ws_url(), alice) as newer:
            await greet(newer, replaces=session)
            assert await arrived(other) == []


async def test_anothers_connection_is_not_replaced(
    app: AppServer, alice: Visitor, bob: Visitor, room: str
) -> None:
    async with open_wire(app.ws_url(), alice) as hers, open_wire(app.ws_url(), bob) as his:
        session = (await greet(hers))["session"]
        await greet(his, replaces=session)
        assert await arrived(hers) == []
        assert await say(hers, room)


@pytest.mark.parametrize("session", ["", "unknown", "é" * 200])
async def test_an_unknown_session_is_ignored(app: AppServer, alice: Visitor, session: str) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        await greet(wire, replaces=session)
        assert await arrived(wire) == []
