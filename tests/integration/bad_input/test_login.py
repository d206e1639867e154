"""Whoever has no login is let in, told so, and closed with 4401."""

from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from tests.integration.chatting import log_out, newcomer, told_and_closed
from tests.integration.conftest import on_both
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import open_wire

# Quoted as cookies may be: a NUL, which PostgreSQL does not even look for.
NUL = '"a\\000' + "b" * 30 + '"'


@pytest.mark.parametrize(
    "cookies",
    [
        {},
        {"sessionid": ""},
        {"sessionid": "a" * 32},
        {"sessionid": "x"},
        {"sessionid": "\xe9"},
        {"sessionid": "a" * 3000},
        {"sessionid": "' OR 1=1"},
        {"sessionid": NUL},
        {"other": "1"},
    ],
)
async def test_without_a_login_one_is_accepted_told_and_closed(
    app: AppServer, cookies: dict[str, str]
) -> None:
    async with open_wire(app.ws_url(), Visitor(app.origin, cookies=cookies)) as wire:
        await told_and_closed(wire, 4401, reconnect=False)


@on_both
def test_a_cookie_with_a_nul_is_nobody_s(app: AppServer) -> None:
    assert Visitor(app.origin, cookies={"sessionid": NUL}).get("/").status == 200


async def test_without_a_login_hello_changes_nothing(app: AppServer) -> None:
    async with open_wire(app.ws_url(), Visitor(app.origin)) as wire:
        with suppress(ConnectionClosed):  # the close may be here already
            await wire.send({"type": "hello"})
        await told_and_closed(wire, 4401, reconnect=False)


async def test_a_login_that_ended_is_none(app: AppServer) -> None:
    gone = newcomer(app, "Gone")
    cookies = dict(gone.cookies)
    log_out(gone)
    async with open_wire(app.ws_url(), Visitor(app.origin, cookies=cookies)) as wire:
        await told_and_closed(wire, 4401, reconnect=False)
