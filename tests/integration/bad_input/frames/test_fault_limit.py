"""Twenty faults within a minute close with 4400; what is merely refused is no fault."""

import pytest

from tests.integration.chatting import a_post, arrived, told_and_closed
from tests.servers.wire import Wire

LIMIT = 20


@pytest.mark.parametrize(
    "raw",
    [
        "{",
        "[]",
        '{"type":"shout"}',
        b"\x80",
        '{"type":"hello"}',
        '{"type":"post","id":"0f8c2a54-93a1-4c39-9d52-0f6a3cb0a4e7"}',
    ],
)
async def test_the_twentieth_fault_closes(wire: Wire, raw: str | bytes) -> None:
    for _ in range(LIMIT - 1):
        await wire.send_raw(raw)
    answers = await arrived(wire)
    assert {frame["type"] for frame in answers} <= {"error", "refused"}
    assert len(answers) == LIMIT - 1
    await wire.send_raw(raw)
    await told_and_closed(wire, 4400, reconnect=False)


@pytest.mark.parametrize(
    "raw", ["{", "[]", '{"type":"shout"}', b"\x80", '{"type":"hello","client":5}']
)
async def test_who_never_said_hello_is_never_closed_for_faults(
    silent_wire: Wire, raw: str | bytes
) -> None:
    for _ in range(3 * LIMIT):
        await silent_wire.send_raw(raw)
    assert len(await arrived(silent_wire)) == 3 * LIMIT
    assert await silent_wire.hello()


async def test_refused_posts_are_no_faults(wire: Wire, room: str) -> None:
    for _ in range(2 * LIMIT):
        await wire.send(a_post(room, ""))
    for _ in range(2 * LIMIT):
        assert (await wire.expect("refused"))["code"] == "empty"
    assert await arrived(wire) == []


async def test_rooms_not_ones_own_are_no_faults(wire: Wire) -> None:
    for _ in range(2 * LIMIT):
        await wire.send({"type": "subscribe", "room": "99999999"})
        await wire.expect("gone")
    assert await arrived(wire) == []


async def test_older_clients_heartbeats_are_no_faults(wire: Wire) -> None:
    for _ in range(2 * LIMIT):
        await wire.send_raw("ping")
        assert await wire.recv_raw() == "pong"
    assert await arrived(wire) == []
