"""What is sent goes straight to the socket, whole and in order, and what waits is bounded."""

import pytest

from server.output import LOOK_S, STALL_S
from tests.unit.realtime.virtual_time import later
from tests.unit.server.peer import Peer, frame


def say(peer: Peer, *texts: str) -> None:
    for text in texts:
        peer.connection.send(peer.connection.prepare(text.encode()))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 300_000])
async def test_a_prepared_frame_is_one_text_message_of_any_length(peer: Peer, size: int) -> None:
    say(peer, "x" * size)
    assert peer.texts() == [b"x" * size]


async def test_it_is_written_at_once_and_needs_no_turn_of_the_loop(peer: Peer) -> None:
    before = len(peer.transport.socket.writes)
    say(peer, "one", "two")
    assert len(peer.transport.socket.writes) == before + 2
    assert not peer.connection.buffered


async def test_what_the_socket_does_not_take_waits_and_all_stays_in_order(peer: Peer) -> None:
    peer.transport.socket.room = 3
    say(peer, "first", "second")
    peer.transport.socket.room = None
    say(peer, "third")  # the socket would take it, but it is not its turn
    assert peer.texts() == []
    peer.transport.flush()
    assert peer.texts() == [b"first", b"second", b"third"]


async def test_autobahns_own_frames_stand_in_the_same_line(peer: Peer) -> None:
    peer.transport.socket.room = 0
    say(peer, "before")
    peer.send_bytes(frame(b"are you there", opcode=9))
    say(peer, "behind")
    peer.connection.close(4401)
    peer.transport.socket.room = None
    peer.transport.flush()
    assert [(item.opcode, bytes(item.data[:13])) for item in peer.frames()] == [
        (1, b"before"),
        (10, b"are you there"),
        (1, b"behind"),
        (8, (4401).to_bytes(2, "big")),
    ]


async def test_nothing_leaves_after_the_close_frame(peer: Peer) -> None:
    peer.connection.close(4401)
    say(peer, "too late")
    peer.connection.close(4400)
    assert peer.texts() == []


async def test_a_peer_that_is_gone_is_no_error_here(peer: Peer) -> None:
    peer.transport.socket.gone = True
    say(peer, "nobody")
    assert peer.connection.buffered  # Twisted will find it out


async def test_who_takes_nothing_for_half_a_minute_is_let_go(peer: Peer) -> None:
    peer.transport.socket.room = 0
    say(peer, "one")
    await later(STALL_S - 1)
    say(peer, "two")  # more to take is no progress
    assert peer.transport.ended == ""
    await later(1 + LOOK_S)
    assert peer.transport.ended == "aborted"
    assert peer.connection.cause == "stalled"


async def test_who_takes_a_little_now_and_then_is_kept(peer: Peer) -> None:
    peer.transport.socket.room = 0
    say(peer, "x" * 1000)
    for _ in range(6):
        await later(STALL_S - LOOK_S)
        peer.transport.socket.room = 1
        peer.transport.flush()
    assert peer.transport.ended == ""


async def test_who_has_taken_all_is_not_watched_any_more(peer: Peer) -> None:
    peer.transport.socket.room = 0
    say(peer, "one")
    peer.transport.socket.room = None
    peer.transport.flush()
    await later(10 * STALL_S)
    assert peer.transport.ended == ""


async def test_more_than_a_megabyte_never_waits(peer: Peer) -> None:
    peer.transport.socket.room = 0
    text = "x" * 64 * 1024
    while not peer.transport.ended:
        assert peer.connection.buffered <= 1024 * 1024
        say(peer, text)
    assert (peer.transport.ended, peer.connection.cause) == ("aborted", "overfull")
