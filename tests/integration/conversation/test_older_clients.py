"""Clients of other servers keep their heartbeats: answered to them alone, byte for byte."""

import pytest

from tests.integration.chatting import arrived, greet
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire

A1 = '{"message":"now","interval":15000}'
A2 = (
    '{"contentType":"hert","content":"pong","chatType":"hert","receiverId":"5",'
    '"receiverName":"王","senderAvatar":"/a.png","senderName":"Ann"}'
)
A4 = "ping"
A5C = '"heartbeat"'
BEATS = {
    "A1": (A1, A1),
    "A1 with other white space": ('{ "interval" : 1,\n "message" : null }',) * 2,
    "A2": (A2, A2),
    "A4": (A4, "pong"),
    "A5c": (A5C, A5C),
    "A5c, empty": ('""', '""'),
    "A5c, escaped": ('"\\u4f60\\/好 "',) * 2,
}


@pytest.fixture(params=list(BEATS.values()), ids=list(BEATS))
def beat(request: pytest.FixtureRequest) -> tuple[str, str]:
    """What is sent, and what must come back."""
    sent, answer = request.param
    return sent, answer


async def answered(wire: Wire, beat: tuple[str, str]) -> None:
    sent, answer = beat
    for _ in range(2):
        await wire.send_raw(sent)
        assert await wire.recv_raw() == answer


async def test_before_hello(silent_wire: Wire, beat: tuple[str, str]) -> None:
    await answered(silent_wire, beat)
    assert await arrived(silent_wire) == []


async def test_after_hello_too(wire: Wire, beat: tuple[str, str]) -> None:
    await answered(wire, beat)
    assert await arrived(wire) == []


async def test_hello_works_after_it(silent_wire: Wire, beat: tuple[str, str]) -> None:
    await answered(silent_wire, beat)
    assert await greet(silent_wire)


async def test_nobody_else_sees_it_and_no_room_keeps_it(
    wire: Wire, bobs_wire: Wire, room: str, beat: tuple[str, str]
) -> None:
    await bobs_wire.send({"type": "subscribe", "room": room})
    head = (await bobs_wire.expect("caught_up"))["head"]
    await answered(wire, beat)
    assert await arrived(bobs_wire) == []
    await bobs_wire.send({"type": "subscribe", "room": room})
    assert (await bobs_wire.expect("caught_up"))["head"] == head


@pytest.mark.parametrize("query", ["?key=abc", "?user=5&name=%E7%8E%8B", "?EIO=4&transport=x"])
async def test_at_the_addresses_they_use(app: AppServer, alice: Visitor, query: str) -> None:
    async with open_wire(app.ws_url("/ws/chat/" + query), alice, subprotocols=()) as wire:
        for beat in BEATS.values():
            await answered(wire, beat)


@pytest.mark.parametrize("query", ["", "?name=orders", "?id=7&name=%E8%80%83%E5%8B%A4"])
async def test_clients_without_a_heartbeat_may_ask_in_vain_and_stay(
    app: AppServer, alice: Visitor, query: str
) -> None:
    """A3, A5a and A5b: more requests of their own kind than a chat client may send bad frames."""
    request = '{"socketType":"ORDERS","action":"getData","chartName":"orders","value":""}'
    async with open_wire(app.ws_url("/ws/chat/" + query), alice, subprotocols=()) as wire:
        for _ in range(25):
            await wire.send_raw(request)
            assert (await wire.expect("error"))["code"] == "hello-first"
        await answered(wire, (A4, "pong"))


async def test_an_object_with_a_type_is_no_heartbeat(silent_wire: Wire) -> None:
    await silent_wire.send_raw('{"type":"x","contentType":"hert","message":"now","interval":1}')
    (answer,) = await arrived(silent_wire)
    assert answer["code"] == "hello-first"


async def test_without_a_login_they_learn_why_they_are_refused(app: AppServer) -> None:
    async with open_wire(app.ws_url(), Visitor(app.origin), subprotocols=()) as wire:
        assert (await wire.expect("bye"))["code"] == 4401
        assert (await wire.closed())[0] == 4401
