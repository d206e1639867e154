"""Frames leave in the order they were given, one after another; nothing leaves after the close."""

import asyncio
from typing import Any

from django.conf import settings

from chat.realtime.topic import LiveFrame
from chat.transports.outgoing import EXCESS_CHARS, PreparedOutgoing, QueuedOutgoing
from tests.unit.realtime.memory_log import MemoryLog

PONG = "x" * 1024
MOST_CHARS = settings.UNSEEN_BYTES + EXCESS_CHARS
TURNS = 10  # of the event loop; the queue needs one or two for each frame


class Peer:
    """What the server would send; `hold` keeps it from taking more."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.hold = asyncio.Event()
        self.hold.set()

    async def send(self, message: Any) -> None:
        await self.hold.wait()
        self.got.append(message)


class GonePeer:
    """What servers do differs; that they raise something when the peer is gone does not."""

    def __init__(self) -> None:
        self.told = 0  # how often the session was told

    async def send(self, message: Any) -> None:
        raise RuntimeError("the peer is gone")

    def broken(self) -> None:
        self.told += 1


def unexpected() -> None:
    raise AssertionError("The peer is not gone.")


async def pass_turns() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def wait_until_taken(peer: Peer, messages: int) -> None:
    for _ in range(messages):
        if len(peer.got) >= messages:
            break
        await asyncio.sleep(0)
    assert len(peer.got) == messages
    peer.got.clear()


def text(body: str) -> dict[str, str]:
    return {"type": "websocket.send", "text": body}


async def test_frames_leave_in_their_order() -> None:
    peer = Peer()
    outgoing = QueuedOutgoing(peer.send, unexpected, unexpected)
    for body in "abc":
        outgoing.send(body)
    await pass_turns()
    assert peer.got == [text("a"), text("b"), text("c")]
    outgoing.stop()


async def test_sending_does_not_wait_for_a_peer_that_does_not_take() -> None:
    peer = Peer()
    peer.hold.clear()
    outgoing = QueuedOutgoing(peer.send, unexpected, unexpected)
    outgoing.send("a")
    outgoing.send("b")
    await pass_turns()
    assert peer.got == []
    peer.hold.set()
    await pass_turns()
    assert peer.got == [text("a"), text("b")]
    outgoing.stop()


async def test_the_close_comes_after_what_was_sent_and_nothing_comes_after_it() -> None:
    peer = Peer()
    outgoing = QueuedOutgoing(peer.send, unexpected, unexpected)
    outgoing.send("bye")
    outgoing.close(4401)
    outgoing.send("too late")
    outgoing.close(4400)
    await pass_turns()
    assert peer.got == [text("bye"), {"type": "websocket.close", "code": 4401}]
    outgoing.stop()


async def test_a_peer_that_is_gone_is_no_error_and_the_session_is_told_once() -> None:
    peer = GonePeer()
    outgoing = QueuedOutgoing(peer.send, peer.broken, unexpected)
    for body in "ab":
        outgoing.send(body)
        await pass_turns()
    assert peer.told == 1
    outgoing.stop()


async def test_a_peer_that_sends_and_never_reads_is_let_go_before_the_memory_is_full() -> None:
    peer, overfull = Peer(), []
    peer.hold.clear()
    outgoing = QueuedOutgoing(peer.send, unexpected, lambda: overfull.append(True))
    await pass_turns()
    for _ in range(MOST_CHARS // len(PONG) + 2):
        outgoing.send(PONG)
    outgoing.send("too late")
    await pass_turns()
    assert overfull == [True]
    peer.hold.set()
    await pass_turns()
    assert peer.got == [{"type": "websocket.close", "code": 4013}]
    outgoing.stop()


async def test_what_was_taken_waits_no_more() -> None:
    peer = Peer()
    outgoing = QueuedOutgoing(peer.send, unexpected, unexpected)
    for _ in range(3):
        for _ in range(MOST_CHARS // len(PONG) // 2):
            outgoing.send(PONG)
        await wait_until_taken(peer, MOST_CHARS // len(PONG) // 2)
    outgoing.stop()


async def test_stopping_twice_does_nothing() -> None:
    outgoing = QueuedOutgoing(Peer().send, unexpected, unexpected)
    outgoing.stop()
    outgoing.stop()
    await pass_turns()


def live_frame() -> LiveFrame:
    log = MemoryLog()
    log.make_room(7, {1})
    return LiveFrame([log.write(7)])


async def test_a_frame_for_many_is_text_where_the_server_prepares_none() -> None:
    peer, live = Peer(), live_frame()
    outgoing = QueuedOutgoing(peer.send, unexpected, unexpected)
    outgoing.send_shared(live)
    await pass_turns()
    assert peer.got == [text(live.encoded.decode())]
    outgoing.stop()


class PreparingConnection:
    """What `lifeline.prepared` is, as far as sending goes."""

    def __init__(self) -> None:
        self.prepared: list[bytes] = []
        self.sent: list[bytes] = []

    def prepare(self, text: bytes) -> bytes:
        self.prepared.append(text)
        return b"frame of " + text

    def send(self, frame: bytes) -> None:
        self.sent.append(frame)

    def close(self, code: int) -> None:
        self.sent.append(b"close %d" % code)


def test_where_the_server_prepares_frames_they_are_sent_at_once() -> None:
    connection = PreparingConnection()
    outgoing = PreparedOutgoing(connection)  # type: ignore[arg-type]
    outgoing.send("é")
    outgoing.close(4401)
    assert connection.sent == ["frame of é".encode(), b"close 4401"]


def test_a_frame_for_many_is_prepared_once_for_all() -> None:
    connections, live = [PreparingConnection() for _ in range(3)], live_frame()
    for connection in connections:
        PreparedOutgoing(connection).send_shared(live)  # type: ignore[arg-type]
    assert [len(connection.prepared) for connection in connections] == [1, 0, 0]
    assert all(it.sent == [b"frame of " + live.encoded] for it in connections)
