"""Whoever is closed learns why, and the application learns how it ended."""

from typing import Any

import pytest
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure

from tests.unit.server.peer import Peer, frame


def disconnect(peer: Peer, error: Exception | None = None) -> dict[str, Any]:
    """The connection is gone; what the application is told."""
    peer.connection.connectionLost(Failure(error or ConnectionDone()))
    *_, last = peer.inbox
    assert last.pop("type") == "websocket.disconnect"
    return last


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (frame(b"", length=256 * 1024 + 1), 1009),
        (frame(b"x" * 200_000, final=False) + frame(b"", 0, length=100_000), 1009),
        (frame(b"\xff"), 1007),
        (frame(b"\xc3", final=False) + frame(b"x", opcode=0), 1007),
        (frame(b"x", opcode=3), 1002),
        (frame(b"x", opcode=0), 1002),
        (frame(b"x" * 126, opcode=9), 1002),
        (b"\x81\x01x", 1002),
        (frame(b"\3\xed", opcode=8), 1002),
        (frame(b"\3\xe8\xff", opcode=8), 1007),
    ],
)
async def test_who_breaks_the_protocol_gets_a_close_frame_with_the_reason(
    peer: Peer, data: bytes, code: int
) -> None:
    peer.send_bytes(data + b"and whatever else it sends\xff\xff\xff" * 100)
    peer.send_bytes(frame(b"\xff"))
    peer.send("heard?")
    assert peer.close_code() == code
    assert peer.transport.ended == "half closed"  # TCP cut now would take the frame with it
    assert peer.taken == []
    assert peer.connection.data == b""
    assert disconnect(peer) == {"code": code, "cause": "invalid"}


async def test_a_message_as_large_as_allowed_is_taken_in_one_or_many_frames(peer: Peer) -> None:
    whole = b"x" * 256 * 1024
    peer.send_bytes(frame(whole))
    peer.send_bytes(frame(whole[:1000], final=False) + frame(whole[1000:], opcode=0))
    assert peer.taken == [whole, whole]


async def test_nothing_is_kept_of_a_message_that_was_taken(peer: Peer) -> None:
    peer.send("x" * 100_000)
    assert not peer.connection.message_data


async def test_a_close_by_the_client_is_answered_and_told_with_its_code(peer: Peer) -> None:
    peer.send_bytes(frame((1001).to_bytes(2, "big"), opcode=8))
    assert peer.transport.ended == "closed"
    assert disconnect(peer) == {"code": 1001, "cause": "client"}


async def test_a_close_without_a_code_is_1005(peer: Peer) -> None:
    peer.send_bytes(frame(b"", opcode=8))
    assert disconnect(peer) == {"code": 1005, "cause": "client"}


async def test_a_link_that_broke_is_1006(peer: Peer) -> None:
    assert disconnect(peer, ConnectionLost()) == {"code": 1006, "cause": "lost"}


async def test_a_ping_that_is_not_answered_is_told_from_a_broken_link(peer: Peer) -> None:
    peer.connection.onAutoPingTimeout()
    assert peer.transport.ended == "aborted"
    assert disconnect(peer) == {"code": 1006, "cause": "unanswered"}


async def test_our_close_waits_ten_seconds_for_its_answer(peer: Peer) -> None:
    peer.connection.close(4401)
    assert peer.close_code() == 4401
    assert peer.transport.ended == ""
    assert peer.connection.closeHandshakeTimeout == 10
    peer.send("on its way meanwhile")
    assert peer.taken == []
    peer.send_bytes(frame((4401).to_bytes(2, "big"), opcode=8))
    assert peer.transport.ended == "aborted"  # both have said it
    assert disconnect(peer) == {"code": 4401, "cause": "client"}


async def test_what_is_broken_while_closing_does_not_cut_the_close_frame(peer: Peer) -> None:
    peer.connection.close(4401)
    peer.send_bytes(frame(b"\xff") + frame(b"", length=1 << 40) + b"x" * 100_000)
    assert peer.close_code() == 4401
    assert peer.transport.ended == ""
    assert peer.connection.data == b""


async def test_closing_while_the_handshake_is_not_done_raises_nothing() -> None:
    """It did, out of a session's bye: into the hub, or into Daphne's clean-up, which then ended."""
    peer = Peer()
    peer.ask()
    peer.connection.close(4401)
    assert peer.transport.ended == "aborted"
    assert disconnect(peer)["code"] == 1006


async def test_an_application_that_fails_while_the_handshake_is_not_done_raises_nothing() -> None:
    peer = Peer()
    peer.ask()
    del peer.connection.handshake_deferred  # taken, and not answered
    peer.connection.handle_exception(ValueError())
    assert peer.transport.ended == "aborted"
