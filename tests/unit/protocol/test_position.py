"""A position names how far one is and in which history: every field of every event counts."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.protocol.position import EMPTY, SEQ_MAX, Position, content_hash, next_digest

EVENT: dict[str, Any] = {
    "digest": "9f2c01d3a4b5c6d7",
    "seq": 42,
    "kind": "post",
    "event_id": "0f8c2a54-93a1-4c39-9d52-0f6a3cb0a4e7",
    "by": 3,
    "at_ms": 1_780_000_000_000,
    "content": b"\x01" * 16,
}
OTHERS: dict[str, Any] = {
    "digest": "9f2c01d3a4b5c6d8",
    "seq": 43,
    "kind": "edit",
    "event_id": "0f8c2a54-93a1-4c39-9d52-0f6a3cb0a4e8",
    "by": 4,
    "at_ms": 1_780_000_000_001,
    "content": b"\x01" * 15 + b"\x02",
}
SALT, OTHER_SALT = b"a" * 16, b"b" * 16


def test_the_same_event_after_the_same_history_has_the_same_digest() -> None:
    assert next_digest(**EVENT) == next_digest(**dict(EVENT))


@pytest.mark.parametrize("field", EVENT)
def test_another_value_in_any_field_is_another_digest(field: str) -> None:
    assert next_digest(**{**EVENT, field: OTHERS[field]}) != next_digest(**EVENT)


def test_digits_that_move_from_one_field_to_the_next_are_another_digest() -> None:
    one = next_digest(**{**EVENT, "by": 31, "at_ms": 11})
    other = next_digest(**{**EVENT, "by": 3, "at_ms": 111})
    assert one != other


@given(st.integers(1, SEQ_MAX), st.integers(1, 2**63 - 1), st.integers(0, 2**53), st.binary())
def test_a_digest_is_16_hexadecimal_digits(seq: int, by: int, at_ms: int, content: bytes) -> None:
    event = {**EVENT, "seq": seq, "by": by, "at_ms": at_ms, "content": content}
    position = {"seq": seq, "digest": next_digest(**event)}
    assert msgspec.convert(position, Position).digest == position["digest"]


def test_one_event_that_differs_changes_every_digest_after_it() -> None:
    one = other = EMPTY.digest
    other = next_digest(**{**EVENT, "digest": other, "content": b"another"})
    one = next_digest(**{**EVENT, "digest": one})
    for seq in range(43, 53):
        one = next_digest(**{**EVENT, "digest": one, "seq": seq})
        other = next_digest(**{**EVENT, "digest": other, "seq": seq})
        assert one != other


def test_a_digest_does_not_depend_on_the_process_or_the_version() -> None:
    """Logs live for years; what the database holds must be what we would compute today."""
    assert next_digest(**EVENT) == "a0cca0dd3455d122"
    assert content_hash(SALT, b"{}").hex() == "be28c5b3f37b3c4ecc8d0ba8826c94ac"


def test_the_content_stands_in_the_chain_only_by_its_salted_hash() -> None:
    assert content_hash(SALT, b"hello") == content_hash(SALT, b"hello")
    assert content_hash(SALT, b"hello") != content_hash(OTHER_SALT, b"hello")
    assert content_hash(SALT, b"hello") != content_hash(SALT, b"hello!")
    assert len(content_hash(SALT, b"x" * 100_000)) == 16


def test_the_empty_log_has_seq_0_and_no_digest() -> None:
    assert Position(0, "0000000000000000") == EMPTY


@pytest.mark.parametrize("digest", ["", "0" * 15, "0" * 17, "A" * 16, "g" * 16, "0" * 16 + "\n"])
def test_what_is_no_digest_is_no_position(digest: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"seq": 1, "digest": digest}, Position)


@pytest.mark.parametrize("seq", [-1, SEQ_MAX + 1, 1.5, "1", None])
def test_what_javascript_cannot_count_is_no_seq(seq: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"seq": seq, "digest": EMPTY.digest}, Position)
