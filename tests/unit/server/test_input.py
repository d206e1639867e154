"""A peer is read no faster than is fair, than the application takes it in, and than it reads."""

import pytest

from server.connection import INBOX_MESSAGES, LOOK_AGAIN_S, READ_BYTES
from server.pace import BURST_TOKENS, FLOOD_S, PAUSE_S, TOKENS_PER_S
from tests.unit.realtime.virtual_time import later
from tests.unit.server.peer import Peer, frame

TINY = frame(b"x")


async def test_each_message_is_handed_over_at_once(peer: Peer) -> None:
    peer.send("one", "two")
    assert peer.taken == [b"one", b"two"]
    assert peer.inbox == [{"type": "websocket.connect"}]


async def test_hundreds_of_messages_after_a_reconnect_are_taken_without_a_pause(peer: Peer) -> None:
    peer.send_bytes(frame(b"x" * 2000) * 1000)
    assert len(peer.taken) == 1000
    assert peer.transport.reading


async def test_past_the_burst_a_peer_is_read_at_a_steady_rate(peer: Peer) -> None:
    peer.send_bytes(TINY * 5000)
    assert len(peer.taken) <= BURST_TOKENS
    assert not peer.transport.reading
    await later(5)
    assert 4 * TOKENS_PER_S <= len(peer.taken) - BURST_TOKENS <= 6 * TOKENS_PER_S


async def test_what_waits_is_read_when_it_may(peer: Peer) -> None:
    peer.send_bytes(TINY * (BURST_TOKENS + 100))
    await later(1)
    assert len(peer.taken) == BURST_TOKENS + 100
    assert peer.transport.reading


async def test_large_frames_count_for_more(peer: Peer) -> None:
    peer.send_bytes(frame(b"x" * 60_000) * 300)
    assert len(peer.taken) < 150
    assert not peer.transport.reading


@pytest.mark.parametrize(
    "one",
    [frame(b"", opcode=9), frame(b"", opcode=10), frame(b"", opcode=0, final=False)],
    ids=["pings", "pongs", "fragments"],
)
async def test_what_the_application_never_sees_counts_too(peer: Peer, one: bytes) -> None:
    if one[0] & 15 == 0:
        peer.send_bytes(frame(b"", final=False))
    peer.send_bytes(one * 5000)
    assert not peer.transport.reading


async def test_a_flood_that_goes_on_is_told_to_the_application(peer: Peer) -> None:
    await _flood(peer, FLOOD_S - 1)
    assert not peer.floods
    await _flood(peer, 2)
    assert peer.floods


async def test_a_flood_that_nobody_minds_is_refused_by_the_server() -> None:
    peer = Peer()
    peer.ask()
    peer.connection.handle_reply({"type": "websocket.accept"})
    await later(1)
    peer.send_bytes(frame(b"", opcode=10) * BURST_TOKENS)
    for _ in range(round((FLOOD_S + 1) / PAUSE_S)):
        peer.send_bytes(frame(b"", opcode=10) * 2 * round(TOKENS_PER_S * PAUSE_S))
        await later(PAUSE_S)
    assert peer.connection.localCloseCode == 1008


async def test_a_large_outbox_is_no_flood(peer: Peer) -> None:
    for _ in range(3):
        peer.send_bytes(TINY * (BURST_TOKENS + 5 * TOKENS_PER_S))
        await later(2 * FLOOD_S)
    assert not peer.floods
    assert len(peer.taken) == 3 * (BURST_TOKENS + 5 * TOKENS_PER_S)


async def _flood(peer: Peer, seconds: float) -> None:
    """There is always more to read than it is read."""
    peer.send_bytes(TINY * BURST_TOKENS)
    for _ in range(round(seconds / PAUSE_S)):
        if peer.transport.reading:
            peer.send_bytes(TINY * 2 * round(TOKENS_PER_S * PAUSE_S))
        await later(PAUSE_S)


async def test_who_does_not_read_is_not_read(peer: Peer) -> None:
    peer.transport.socket.room = 0
    peer.connection.send(peer.connection.prepare(b"x" * (peer.connection.pause_bytes + 1)))
    peer.send("ping")
    assert peer.taken == []
    assert not peer.transport.reading
    peer.transport.socket.room = None
    peer.transport.flush()
    await later(LOOK_AGAIN_S)
    assert peer.taken == [b"ping"]
    assert peer.transport.reading


async def test_an_application_that_takes_nothing_stops_the_reading() -> None:
    peer = Peer()
    peer.ask()
    peer.connection.handle_reply({"type": "websocket.accept"})
    await later(1)
    peer.inbox.clear()
    peer.send(*"abcdefgh")
    assert not peer.transport.reading
    assert len(peer.inbox) == INBOX_MESSAGES
    await later(1)
    assert [message["text"] for message in peer.inbox] == list("efgh")
    assert peer.transport.reading


async def test_one_peer_is_read_a_little_at_a_time(peer: Peer) -> None:
    assert peer.transport.bufferSize == READ_BYTES


async def test_what_comes_before_the_handshake_is_answered_waits_its_turn() -> None:
    peer = Peer()
    peer.ask()
    peer.ask()  # not a second one
    peer.send_bytes(TINY)
    assert not peer.transport.reading
    assert len(peer.server.scopes) == 1
