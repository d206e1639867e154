"""The switches hurt the bytes of one connection, and neither side is told."""

import pytest

from chat.transports.faults.links import RawLink
from tests.unit.realtime.virtual_time import later, settled
from tests.unit.server.peer import Peer, frame


def say(peer: Peer, text: str) -> None:
    peer.connection.send(peer.connection.prepare(text.encode()))


async def test_a_connection_that_is_not_hurt_passes_everything(peer: Peer, link: RawLink) -> None:
    say(peer, "out")
    peer.send("in")
    assert (peer.texts(), peer.taken) == ([b"out"], [b"in"])


async def test_cut_resets_tcp_without_a_close_frame(peer: Peer, link: RawLink) -> None:
    link.cut()
    await settled()
    assert peer.transport.ended == "aborted"
    assert peer.close_code() is None


async def test_a_black_hole_swallows_both_ways_and_leaves_tcp_alone(
    peer: Peer, link: RawLink
) -> None:
    link.black_hole(True)
    await settled()
    say(peer, "out")
    peer.send("in")
    peer.send_bytes(frame((1000).to_bytes(2, "big"), opcode=8))  # nor is a close answered
    await later(5)
    assert (peer.frames(), peer.taken, peer.transport.ended) == ([], [], "")


async def test_what_a_black_hole_kept_comes_late_and_in_order(peer: Peer, link: RawLink) -> None:
    link.black_hole(True)
    await settled()
    say(peer, "out 1")
    say(peer, "out 2")
    peer.send("in 1", "in 2")
    link.black_hole(False)
    await settled()
    assert peer.texts() == [b"out 1", b"out 2"]
    assert peer.taken == [b"in 1", b"in 2"]


async def test_the_server_frees_itself_of_a_black_hole(peer: Peer, link: RawLink) -> None:
    """Its own giving up needs no network."""
    link.black_hole(True)
    await settled()
    peer.connection.onAutoPingTimeout()
    assert peer.transport.ended == "aborted"


async def test_a_delay_is_of_each_way(peer: Peer, link: RawLink) -> None:
    link.delay(300)
    await settled()
    say(peer, "out")
    peer.send("in")
    await later(0.2)
    assert (peer.texts(), peer.taken) == ([], [])
    await later(0.2)
    assert (peer.texts(), peer.taken) == ([b"out"], [b"in"])


async def test_a_close_handshake_takes_the_delay_too(peer: Peer, link: RawLink) -> None:
    """TCP is not dropped before the answer has left."""
    link.delay(300)
    await settled()
    peer.send_bytes(frame((1000).to_bytes(2, "big"), opcode=8))
    await later(0.5)
    assert peer.transport.ended == ""
    await later(0.2)
    assert peer.close_code() == 1000
    assert peer.transport.ended == "closed"


@pytest.mark.parametrize("code", [1000, 1001, 1008, 1011, 1012, 1013, 3000, 4401, 4999])
async def test_the_server_closes_with_any_code(peer: Peer, link: RawLink, code: int) -> None:
    link.close(code)
    await settled()
    assert peer.close_code() == code


async def test_what_waited_is_gone_with_the_connection(peer: Peer, link: RawLink) -> None:
    link.delay(300)
    await settled()
    say(peer, "out")
    link.gone()
    await later(1)
    assert peer.texts() == []
