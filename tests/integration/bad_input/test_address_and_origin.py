"""Who may connect: our own pages and programs, at an address that exists."""

from collections.abc import Mapping
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.integration.chatting import told_and_closed
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire

FOREIGN = [
    "https://evil.example",
    "http://127.0.0.1",
    "http://localhost:{port}",
    "http://127.0.0.1:{port}@evil.example",
    "null",
]
MALFORMED = [
    "http://127.0.0.1:{port}.evil.example",
    "http://[",
    "http://127.0.0.1:port",
    "127.0.0.1:{port}",
    "x" * 1000,
]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_origin_is_refused_at_the_handshake(
    app: AppServer, alice: Visitor, origin: str
) -> None:
    headers = {**alice.headers(), "Origin": origin.format(port=app.port)}
    assert await status_of_handshake(app, headers) == 403


@pytest.mark.parametrize("origin", MALFORMED)
async def test_an_origin_that_is_none_is_refused_at_the_handshake(
    app: AppServer, alice: Visitor, origin: str
) -> None:
    """Daphne's autobahn says 400 to what it cannot read, before anybody is asked."""
    headers = {**alice.headers(), "Origin": origin.format(port=app.port)}
    assert await status_of_handshake(app, headers) in {400, 403}


async def test_a_foreign_origin_is_refused_on_unknown_paths_too(app: AppServer) -> None:
    headers = {"Origin": "https://evil.example"}
    assert await status_of_handshake(app, headers, "/ws/nothing/") == 403


async def test_the_page_s_own_origin_is_let_in(app: AppServer, alice: Visitor) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        assert await wire.hello()


async def test_who_is_no_browser_has_no_origin_and_is_let_in_with_a_cookie(
    app: AppServer, alice: Visitor
) -> None:
    cookie = {"Cookie": alice.headers()["Cookie"]}
    async with connect(app.ws_url(), additional_headers=cookie, proxy=None) as connection:
        assert await Wire(connection).hello()


@pytest.mark.parametrize(
    "path",
    ["/ws/", "/ws/chat", "/ws/chat/x/", "/ws/nothing/", "/ws/%ff/", "/ws/%00", "/ws//chat/"],
)
async def test_an_unknown_path_is_accepted_told_and_closed(
    app: AppServer, alice: Visitor, path: str
) -> None:
    async with open_wire(app.ws_url(path), alice) as wire:
        await told_and_closed(wire, 4404, reconnect=False)


async def test_frames_to_an_unknown_path_are_no_fault(app: AppServer, alice: Visitor) -> None:
    async with open_wire(app.ws_url("/ws/nothing/"), alice) as wire:
        with suppress(ConnectionClosed):  # the close may be here already
            await wire.send_raw("{")
        await told_and_closed(wire, 4404, reconnect=False)


@pytest.mark.parametrize("query", ["", "?", "?key=abc&x=1", "?%ff=%00", "?" + "x" * 2000])
async def test_any_query_string_will_do(app: AppServer, alice: Visitor, query: str) -> None:
    async with open_wire(app.ws_url("/ws/chat/" + query), alice) as wire:
        assert await wire.hello()


@pytest.mark.parametrize("name", ["Accept-Language", "Cookie", "User-Agent"])
@pytest.mark.parametrize("value", ["", "\xff\xfe", ";;;=,q=x", "a" * 5000])
async def test_odd_headers_are_answered_in_order(app: AppServer, name: str, value: str) -> None:
    async with connect(
        app.ws_url(), additional_headers={name: value}, proxy=None, user_agent_header=None
    ) as connection:
        await told_and_closed(Wire(connection), 4401, reconnect=False)


async def status_of_handshake(
    app: AppServer, headers: Mapping[str, str], path: str = "/ws/chat/"
) -> int:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(app.ws_url(path), additional_headers=headers, proxy=None):
            raise AssertionError("It was let in.")
    return refused.value.response.status_code
