"""A frame over 64 KiB closes with 4009, after a `bye` that says why; one byte less is fine."""

import pytest

from tests.integration.chatting import arrived, told_and_closed
from tests.servers.wire import Wire

FRAME_BYTES = 64 * 1024
SERVERS_OWN_LIMIT_BYTES = 256 * 1024


def a_frame(of_bytes: int, character: str) -> str:
    """A pong that long, in UTF-8."""
    start, end = '{"type":"pong","pad":"', '"}'
    room = of_bytes - len(start) - len(end)
    width = len(character.encode())
    return start + character * (room // width) + "x" * (room % width) + end


@pytest.mark.parametrize("character", ["x", "é", "字", "😀"])
async def test_exactly_64_kib_are_taken(wire: Wire, character: str) -> None:
    await wire.send_raw(a_frame(FRAME_BYTES, character))
    assert await arrived(wire) == []


@pytest.mark.parametrize("character", ["x", "é", "字", "😀"])
async def test_bytes_are_counted_not_characters(wire: Wire, character: str) -> None:
    await wire.send_raw(a_frame(FRAME_BYTES + 1, character))
    await told_and_closed(wire, 4009, reconnect=True)


@pytest.mark.parametrize("raw", [b"\x00" * (FRAME_BYTES + 1), "[" * (FRAME_BYTES + 1)])
async def test_size_is_checked_before_all_else(wire: Wire, raw: str | bytes) -> None:
    await wire.send_raw(raw)
    await told_and_closed(wire, 4009, reconnect=True)


async def test_so_it_is_before_hello(silent_wire: Wire) -> None:
    await silent_wire.send_raw(a_frame(FRAME_BYTES + 1, "x"))
    await told_and_closed(silent_wire, 4009, reconnect=True)


async def test_beyond_the_servers_own_limit_the_link_is_closed(wire: Wire) -> None:
    await wire.send_raw("x" * (SERVERS_OWN_LIMIT_BYTES + 1))
    code, _ = await wire.closed()
    assert code in {1009, 1006}


async def test_text_that_is_not_utf_8_closes_the_link(wire: Wire) -> None:
    await wire.connection.send(b'{"type":"ping\xff"}', text=True)
    code, _ = await wire.closed()
    assert code in {1007, 1006}
