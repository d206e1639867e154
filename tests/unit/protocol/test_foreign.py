"""Heartbeats of clients that were written for other servers, told from all else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.protocol.foreign import answer


def test_the_text_ping_is_answered_with_the_text_pong() -> None:
    assert answer("ping") == "pong"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_bare_json_string_comes_back_byte_for_byte(text: str) -> None:
    for frame in (json.dumps(text), json.dumps(text, ensure_ascii=False)):
        assert answer(frame) == frame


@pytest.mark.parametrize(
    "frame",
    [
        '{"message":"now","interval":15000}',
        '{ "interval":15000 , "message" : {"a":1} }',
        '{"message":null,"interval":null,"more":[]}',
        '{"contentType":"hert"}',
        '{"senderName":"\\u738b","contentType":"hert","content":"pong"}',
    ],
)
def test_the_objects_of_older_clients_come_back_byte_for_byte(frame: str) -> None:
    assert answer(frame) == frame


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "pong",
        "PING",
        "ping ",
        "null",
        "1",
        "[]",
        '["ping"]',
        "{}",
        '"',
        '"a" ,',
        '{"message":"now"}',
        '{"interval":15000}',
        '{"contentType":"text"}',
        '{"contentType":["hert"]}',
        '{"type":"ping","message":"now","interval":15000}',
        '{"type":null,"contentType":"hert"}',
        '{"message":"now","interval":15000',
        '{"message":' + "[" * 100_000,
    ],
)
def test_all_else_is_none(frame: str) -> None:
    assert answer(frame) is None
