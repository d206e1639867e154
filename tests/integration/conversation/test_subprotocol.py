"""Of the subprotocols that are offered the server takes the first it knows."""

import pytest

from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import open_wire


@pytest.mark.parametrize(
    ("offered", "picked"),
    [
        (["lifeline.v1"], "lifeline.v1"),
        (["chat", "superchat"], "chat"),
        (["superchat", "chat"], "chat"),
        (["lifeline.v1", "chat"], "lifeline.v1"),
        (["chat", "lifeline.v1"], "chat"),
        (["lifeline.v9", "lifeline.v1"], "lifeline.v1"),
        (["lifeline.v9"], None),
        (["Chat"], None),
        ([], None),
    ],
)
async def test_the_first_it_knows_is_picked(
    app: AppServer, alice: Visitor, offered: list[str], picked: str | None
) -> None:
    async with open_wire(app.ws_url(), alice, subprotocols=offered) as wire:
        assert wire.connection.subprotocol == picked
        assert await wire.hello()


async def test_an_unknown_path_negotiates_too(app: AppServer, alice: Visitor) -> None:
    """Else a browser would close by itself, and not learn what is wrong."""
    async with open_wire(app.ws_url("/ws/nothing/"), alice) as wire:
        assert wire.connection.subprotocol == "lifeline.v1"
        assert (await wire.closed())[0] == 4404
