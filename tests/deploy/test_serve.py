"""`manage.py serve` bounds what one peer can cost, and says in words why it lets somebody go."""

import asyncio
import contextlib
import http.client
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from server.output import STALL_S
from server.pace import BURST_TOKENS, FLOOD_S, TOKENS_PER_S
from server.requests import MAX_BODY_BYTES
from tests.chaos.endurance.silent_reader import PeerGoneError, SilentReader, silent_reader
from tests.integration.chatting import newcomer
from tests.servers.app import AppServer, Serve, copy_sqlite, running_app
from tests.servers.people import Visitor
from tests.servers.wire import open_wire

KIB = 1024
PER_PERSON, PER_ADDRESS = 3, 2
LIMITS = {
    "CONNECTIONS_PER_PERSON": str(PER_PERSON),
    "CONNECTIONS_PER_ADDRESS": str(PER_ADDRESS),
    "TRUSTED_PROXIES": "127.0.0.1",
}
PROMPT_S = 3.0


@pytest.fixture(scope="module")
def app(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    folder = tmp_path_factory.mktemp("serve")
    with running_app(folder, copy_sqlite(migrated_sqlite, folder), env=LIMITS) as server:
        yield server
        assert "Traceback" not in server.log_text()


@pytest.fixture
def alice(app: AppServer) -> Visitor:
    return newcomer(app, "Alice")


@pytest.mark.parametrize(
    ("sent", "code"), [("x" * (256 * KIB + 1), 1009), ("x" * (64 * KIB + 1), 4009)]
)
async def test_what_is_too_large_is_closed_with_a_code(
    app: AppServer, alice: Visitor, sent: str, code: int
) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        await wire.hello()
        await wire.send_raw(sent)
        assert (await wire.closed())[0] == code


async def test_what_is_no_utf_8_is_closed_with_a_code(app: AppServer, alice: Visitor) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        await wire.connection.send(b"\xff", text=True)
        assert (await wire.closed())[0] == 1007


async def test_a_browser_that_offers_compression_is_served_without(
    app: AppServer, alice: Visitor
) -> None:
    async with connect(
        app.ws_url(), additional_headers=alice.headers(), compression="deflate", proxy=None
    ) as connection:
        assert connection.protocol.extensions == []
        await connection.send("ping")
        assert await connection.recv() == "pong"


@pytest.mark.parametrize(
    "value", [b"lifeline.v1", b"\xff", b"lifeline.v1, \xe4\xb8\xad", b"lifeline%2Ev1"]
)
def test_odd_subprotocols_are_answered_in_order(
    app: AppServer, alice: Visitor, value: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", app.port), timeout=PROMPT_S) as peer:
        peer.sendall(
            b"GET /ws/chat/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: " + value + b"\r\n\r\n"
        )
        status = peer.recv(64).split(b"\r\n")[0]
    wanted = b"101" if value == b"lifeline.v1" else b"400"
    assert status.startswith(b"HTTP/1.1 " + wanted)


@pytest.mark.parametrize("line", [b"X: %s\r\n" % (b"x" * 1024 * KIB), b"X: x\r\n" * 170 * KIB])
def test_a_megabyte_of_headers_is_not_read_to_its_end(app: AppServer, line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", app.port), timeout=PROMPT_S) as peer:
        with contextlib.suppress(OSError):  # it may not be there any more
            peer.sendall(b"GET /ws/chat/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + line + b"\r\n")
        assert _rest(peer) in {b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"}


def test_a_body_without_end_is_not_kept(app: AppServer) -> None:
    with socket.create_connection(("127.0.0.1", app.port), timeout=PROMPT_S) as peer:
        peer.sendall(
            b"POST /guest/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000\r\n\r\n"
        )
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            peer.sendall(b"x" * 10 * MAX_BODY_BYTES)


def test_requests_in_a_row_are_all_answered_to_who_reads_late(app: AppServer) -> None:
    """More than the kernels take: the server waits for the reader, and then goes on."""
    get = b"GET /static/chat/client.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    last = get.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    times = 100
    with socket.socket() as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * KIB)
        peer.settimeout(PROMPT_S)
        peer.connect(("127.0.0.1", app.port))
        peer.sendall(get * (times - 1) + last)
        assert _answers(app)  # others are served meanwhile
        assert _rest(peer).count(b"HTTP/1.1 200 OK") == times


def _answers(app: AppServer) -> bool:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", app.port, PROMPT_S)) as other:
        other.request("GET", "/healthz")
        return other.getresponse().status == http.client.OK


def _rest(peer: socket.socket) -> bytes:
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while data := peer.recv(KIB):
            received += data
    return received


async def test_one_connection_too_many_of_a_person_hears_why(
    app: AppServer, alice: Visitor
) -> None:
    for _ in range(2):  # whoever has gone counts no more
        wires = [open_wire(app.ws_url(), alice) for _ in range(PER_PERSON)]
        for opening in wires:
            await (await opening.__aenter__()).hello()
        async with open_wire(app.ws_url(), alice) as late:
            await late.send({"type": "hello", "client": "test/1", "rooms": {}})
            bye = await late.expect("bye", code=4429)
            assert bye["reconnect"]
            assert bye["retry_ms"] > 0 < bye["spread_ms"]
            assert (await late.closed())[0] == 4429
        for opening in wires:
            await opening.__aexit__(None, None, None)


async def test_one_connection_too_many_of_an_address_hears_why(
    app: AppServer, alice: Visitor
) -> None:
    def at(address: str) -> Visitor:
        return _Forwarded(app.origin, "Alice", alice.cookies, address)

    async with (
        open_wire(app.ws_url(), at("192.0.2.1")),
        open_wire(app.ws_url(), at("192.0.2.1")),
        open_wire(app.ws_url(), at("192.0.2.1")) as late,
        open_wire(app.ws_url(), at("192.0.2.2")) as elsewhere,
    ):
        await late.expect("bye", code=4429)
        assert (await late.closed())[0] == 4429
        await elsewhere.hello()


class _Forwarded(Visitor):
    """Somebody who comes through the proxy."""

    def __init__(self, origin: str, name: str, cookies: dict[str, str], address: str) -> None:
        super().__init__(origin, name, cookies)
        self._address = address

    def headers(self) -> dict[str, str]:
        return {**super().headers(), "X-Forwarded-For": self._address}


async def test_a_flood_is_read_slower_and_others_are_served(app: AppServer, alice: Visitor) -> None:
    bob = newcomer(app, "Bob")
    async with open_wire(app.ws_url(), alice) as flooding, open_wire(app.ws_url(), bob) as calm:
        await calm.hello()
        for n in range(BURST_TOKENS + TOKENS_PER_S):
            await flooding.send({"type": "ping", "n": n})
        began = time.monotonic()
        await calm.send({"type": "ping", "n": 1})
        await calm.expect("pong", n=1, timeout_s=PROMPT_S)
        await flooding.expect("pong", n=BURST_TOKENS + TOKENS_PER_S - 1, timeout_s=10)
        assert time.monotonic() - began > 0.5


@pytest.mark.full
async def test_a_flood_without_end_is_let_go_in_words(app: AppServer, alice: Visitor) -> None:
    async with open_wire(app.ws_url(), alice) as wire:

        async def flood() -> None:
            while True:
                await wire.send({"type": "ping", "n": 1})

        flooding = asyncio.create_task(flood())
        bye = await wire.expect("bye", code=4429, timeout_s=FLOOD_S + 20)
        flooding.cancel()
        assert bye["retry_ms"] > 0


@pytest.mark.full
async def test_who_takes_nothing_is_let_go(app: AppServer, alice: Visitor) -> None:
    """It causes answer after answer and reads none: first it is not read either, then it is cut."""
    async with silent_reader(app.ws_url(), alice.headers()["Cookie"]) as peer:
        began = time.monotonic()
        with pytest.raises(PeerGoneError):
            await asyncio.wait_for(_ask_for_ever(peer), STALL_S + 60)
        assert time.monotonic() - began > STALL_S


async def _ask_for_ever(peer: SilentReader) -> None:
    """A JSON string is answered by itself."""
    beat = "x" * 16 * KIB
    while True:
        await peer.send(beat)  # type: ignore[arg-type]
        await asyncio.sleep(0.02)


async def test_it_ends_in_order_right_after_a_handshake(serve: Serve, sqlite_url: str) -> None:
    app = serve(sqlite_url)
    async with open_wire(app.ws_url()) as wire:
        await wire.closed()  # nobody is logged in
    assert app.terminate() == 0
    assert "Traceback" not in app.log_text()


def test_plain_http_is_served_beside_it(app: AppServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=PROMPT_S)
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
    connection.close()
