"""A page that is shut without a close is an everyday event."""

import socket
import struct

import pytest

from tests.integration.chatting import a_post, events_until, follow, say
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire

MANY = 10


@pytest.fixture(params=["FIN", "RST"])
def shut(request: pytest.FixtureRequest) -> object:
    """Ends a connection without a close frame."""
    return _reset if request.param == "RST" else _finish


def _finish(wire: Wire) -> None:
    wire.connection.transport.abort()


def _reset(wire: Wire) -> None:
    """Lingering for 0 s: the kernel says RST, as after a crash of the other machine."""
    connected = wire.connection.transport.get_extra_info("socket")
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.connection.transport.abort()


async def test_pages_shut_before_hello(app: AppServer, alice: Visitor, shut: object) -> None:
    await shut_many(app, alice, shut)


async def test_pages_shut_while_they_are_greeted(
    app: AppServer, alice: Visitor, shut: object
) -> None:
    await shut_many(app, alice, shut, {"type": "hello"})


async def test_pages_shut_with_all_kinds_of_work_under_way(
    app: AppServer, alice: Visitor, room: str, shut: object
) -> None:
    await shut_many(
        app,
        alice,
        shut,
        {"type": "hello", "rooms": {room: {"seq": 0, "digest": "0" * 16}}},
        {"type": "history", "id": "h", "room": room},
        {"type": "subscribe", "room": room},
        {"type": "read", "room": room, "seq": 1},
        {"type": "ping", "n": 1},
        {"type": "shout"},
    )


async def test_what_was_posted_at_the_last_moment_is_stored_once_and_others_have_it(
    app: AppServer, alice: Visitor, bobs_wire: Wire, room: str, shut: object
) -> None:
    """The frame may have been lost on the way: sent again by the next page, it is there once."""
    await follow(bobs_wire, room)
    frame = a_post(room, "my last words")
    async with open_wire(app.ws_url(), alice) as wire:
        await wire.hello()
        await wire.send(frame)
        shut(wire)  # type: ignore[operator]
    async with open_wire(app.ws_url(), alice) as wire:
        await wire.hello()
        await wire.send(frame)
        ack = await wire.expect("ack", id=frame["id"])
        last = await say(wire, room)
    events = await events_until(bobs_wire, room, last["seq"])
    assert [event["seq"] for event in events if event["id"] == frame["id"]] == [ack["seq"]]


async def test_a_page_shut_in_the_middle_of_a_frame(app: AppServer, alice: Visitor) -> None:
    async with open_wire(app.ws_url(), alice) as wire:
        await wire.hello()
        header_of_100_bytes = b"\x81\xe4\x00\x00\x00\x00"
        wire.connection.transport.write(header_of_100_bytes + b'{"type":')
        _finish(wire)


async def test_a_handshake_that_is_given_up(app: AppServer) -> None:
    for sent in (b"", b"GET /ws/chat/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n", b"\x00" * 99):
        with socket.create_connection(("127.0.0.1", app.port)) as connection:
            connection.sendall(sent)


async def shut_many(app: AppServer, visitor: Visitor, shut: object, *frames: object) -> None:
    for _ in range(MANY):
        async with open_wire(app.ws_url(), visitor) as wire:
            for frame in frames:
                await wire.send(frame)  # type: ignore[arg-type]
            shut(wire)  # type: ignore[operator]
