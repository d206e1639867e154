"""The quick way of reading gives what autobahn gives, for any bytes, however they are cut."""

import asyncio
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.connection import Connection
from server.quick import texts_of
from tests.unit.realtime.virtual_time import VirtualTimeLoop
from tests.unit.server.peer import Peer, frame

SIZES = [0, 1, 125, 126, 127, 1000, 65_535]

texts = st.one_of(st.text(max_size=20), st.sampled_from(["x" * size for size in SIZES]))
everyday = st.builds(lambda text: frame(text.encode()), texts)
others = st.one_of(
    st.builds(lambda data: frame(data, opcode=2), st.binary(max_size=20)),
    st.builds(lambda data: frame(data), st.binary(max_size=20)),  # mostly no UTF-8
    st.builds(
        lambda data, final: frame(data, opcode=0, final=final), st.binary(max_size=9), st.booleans()
    ),
    st.builds(lambda text: frame(text.encode(), final=False), st.text(max_size=9)),
    st.builds(lambda data, opcode: frame(data, opcode), st.binary(max_size=9), st.integers(3, 15)),
    st.just(b"\x81\xfe\x00\x05\1\2\3\4aaaaa"),  # a length said the long way
    st.just(b"\x81\x01x"),  # not masked
    st.binary(max_size=9),
)
frames = st.one_of(everyday, everyday, everyday, others)
# The rest of a frame that was cut is whatever comes next: a whole one, as likely as not.
cut = st.builds(lambda data, size: data[:size], frames, st.integers(1, 12))
together = st.lists(frames, min_size=2, max_size=3).map(b"".join)


def outcome(arriving: list[bytes]) -> tuple[Any, ...]:
    """All that may be seen of what a connection made of it."""

    async def read() -> tuple[Any, ...]:
        peer = Peer()
        await peer.open()
        before = len(peer.written())
        for piece in arriving:
            peer.send_bytes(piece)
        connection = peer.connection
        ending = connection.state, connection.cause, connection.failedByMe, peer.transport.ended
        return peer.taken, peer.written()[before:], *ending

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(read())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(frames, frames, cut, together), max_size=8))
def test_it_makes_the_same_of_any_bytes(arriving: list[bytes]) -> None:
    quick = outcome(arriving)
    with patch.object(Connection, "_is_everyday", return_value=False):
        assert outcome(arriving) == quick


@pytest.mark.parametrize("size", SIZES)
def test_an_everyday_frame_takes_it(size: int) -> None:
    assert texts_of(frame(b"x" * size) + frame(b"next")) == ["x" * size, "next"]


@pytest.mark.parametrize(
    "data",
    [
        frame(b"x" * 65_536),
        frame(b"x", opcode=2),
        frame(b"x", final=False),
        frame(b"\xff"),
        frame(b"x") + frame(b"x")[:-1],
        frame(b"x") + b"\x81",
        b"\x81\xfe\x00\x05\1\2\3\4aaaaa",
        b"\x81\x05aaaaa",
    ],
)
def test_anything_else_does_not(data: bytes) -> None:
    assert texts_of(data) is None
