"""Positions: how far one is in a log, and in which history.

The digest chains over every event, so a log restored from a backup or a replica that lost commits
has another digest at the same `seq`, and nobody mistakes its tail for the one they had.
"""

import hashlib
from typing import Annotated

import msgspec
from msgspec import Meta

# JavaScript's integers are exact up to here.
SEQ_MAX = 2**53 - 1
Seq = Annotated[int, Meta(ge=0, le=SEQ_MAX)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]


class Position(msgspec.Struct, frozen=True):
    seq: Seq
    digest: Digest


EMPTY = Position(0, "0" * 16)


def content_hash(salt: bytes, content: bytes) -> bytes:
    """16 bytes that stand for the content in the chain, and say nothing without the salt."""
    return hashlib.blake2b(content, digest_size=16, salt=salt).digest()


def next_digest(
    digest: str, seq: int, kind: str, event_id: str, by: int, at_ms: int, content: bytes
) -> str:
    """The digest after an event; `content` is its content hash, `digest` the one before it."""
    chained = f"{digest} {seq} {kind} {event_id} {by} {at_ms} ".encode() + content
    return hashlib.blake2b(chained, digest_size=8).hexdigest()
