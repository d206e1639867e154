"""Any text is a frame, an older client's heartbeat, or a FrameError that says why; nothing else."""

import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chat.protocol import frames
from chat.protocol.decoding import ForeignBeat, FrameError, decode

ID = "0f8c2a54-93a1-4c39-9d52-0f6a3cb0a4e7"
DEEP = "[" * 100_000
CODES = {"bad-json", "bad-frame", "unknown-type"}
TYPES = [kind.__struct_config__.tag for kind in get_args(frames.AnyClientFrame)]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
# The names of all fields there are, and of those of older clients' heartbeats.
names = st.sampled_from(
    [
        *("id", "room", "body", "seq", "rooms", "from", "n", "seen", "parts", "limit", "before"),
        *("prior", "reply_to", "client", "last_close", "back", "files", "replaces"),
        *("interval", "message", "contentType"),
    ]
)
types = st.sampled_from(TYPES) | json_values
objects = st.dictionaries(names, json_values | st.just(ID), max_size=6)
frame_like = st.builds(lambda fields, type: {**fields, "type": type}, objects, types)


def fault(frame: str) -> FrameError:
    with pytest.raises(FrameError) as raised:
        decode(frame)
    return raised.value


def outcome(text: str) -> frames.AnyClientFrame | FrameError | ForeignBeat:
    try:
        return decode(text)
    except (FrameError, ForeignBeat) as told:
        return told


@given(
    st.text() | objects.map(json.dumps) | json_values.map(json.dumps) | frame_like.map(json.dumps)
)
@example(DEEP)
@example('{"a":' * 100_000)
@example('{"type":"ping","new":' + DEEP)
@example('{"type":"ping","n":' + "9" * 5000 + "}")
@example('{"type":"ping","n":1e999}')
@example('{"n":' + "9" * 5000 + "}")
@example('"\\ud800"')
@example("\ud800")
@example('{"type":"\ud800"}')
@example('{"type":"history","id":"\\ud800","room":"7"}')
@example('{"type":"post","id":"\\ud800","room":"7"}')
@example(f'{{"type":"\\ud800","id":"{ID}"}}')
@example("")
@example("\x00")
@settings(max_examples=500)
def test_any_text_is_a_frame_a_heartbeat_or_a_fault(text: str) -> None:
    found = outcome(text)
    if isinstance(found, FrameError):
        assert found.code in CODES
        # It can be answered.
        refusal = frames.Refused(found.id or "", found.code, found.detail)
        assert json.loads(frames.encode(refusal))["detail"] == found.detail
    elif isinstance(found, ForeignBeat):
        assert found.answer == ("pong" if text == "ping" else text)
    else:
        assert isinstance(found, get_args(frames.AnyClientFrame))


@pytest.mark.parametrize("text", ["", "{", "nul", "'a'", '{"type":"ping"', "ping ", "\x00"])
def test_what_is_not_json(text: str) -> None:
    error = fault(text)
    assert (error.code, error.id) == ("bad-frame" if text == "" else "bad-json", None)


@pytest.mark.parametrize("text", ["[]", "1", "null", "true", "{}", '{"type":1}', '{"type":null}'])
def test_what_is_no_frame(text: str) -> None:
    assert fault(text).code == "bad-frame"


@pytest.mark.parametrize("text", [DEEP, '{"type":"post","body":' + DEEP, '{"a":' * 100_000])
def test_what_is_nested_too_deeply_is_a_fault_and_no_crash(text: str) -> None:
    assert fault(text).code in {"bad-frame", "bad-json"}


def test_an_unknown_type_is_named_but_not_at_length() -> None:
    error = fault(json.dumps({"type": "x" * 10_000, "id": ID}))
    assert (error.code, error.id) == ("unknown-type", ID)
    assert "xxx" in error.detail
    assert len(error.detail) < 100


@pytest.mark.parametrize(
    "frame", [{"type": "post", "id": ID}, {"type": "post", "id": ID, "body": 5}]
)
def test_a_bad_frame_keeps_the_id_it_has(frame: dict[str, Any]) -> None:
    error = fault(json.dumps(frame))
    assert (error.code, error.id, error.type) == ("bad-frame", ID, "post")


def test_a_bad_history_keeps_its_id_which_is_any_short_string() -> None:
    error = fault('{"type":"history","id":"h1","room":5}')
    assert (error.code, error.id) == ("bad-frame", "h1")


def test_a_lone_surrogate_does_not_cost_a_post_its_id() -> None:
    assert fault(json.dumps({"type": "post", "id": ID, "room": "7", "body": "\ud800"})).id == ID


@pytest.mark.parametrize("id", [ID.upper(), f"{ID} ", "1", 5, None, [ID], "x" * 100_000])
def test_an_id_that_is_no_uuid_is_no_id(id: object) -> None:
    error = fault(json.dumps({"type": "post", "id": id, "room": "7", "body": "hello"}))
    assert error.code == "bad-frame"
    assert "$.id" in error.detail


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        ({"type": "ping", "n": -1}, "$.n"),
        ({"type": "seen", "rooms": {"7": "x"}}, "$.rooms[...]"),
        ({"type": "subscribe", "room": "7", "from": {"seq": -1, "digest": "0" * 16}}, "$.from.seq"),
        ({"type": "hello", "rooms": {"7": {"seq": 1, "digest": "x"}}}, "$.rooms[...].digest"),
    ],
)
def test_the_detail_names_the_place(frame: dict[str, Any], place: str) -> None:
    assert place in fault(json.dumps(frame)).detail


def test_numbers_beyond_what_javascript_counts_are_refused() -> None:
    assert decode(f'{{"type":"ping","n":{2**53 - 1}}}') == frames.Ping(n=2**53 - 1)
    assert fault(f'{{"type":"ping","n":{2**53}}}').code == "bad-frame"
    assert fault(f'{{"type":"ping","n":{10**29}}}').code == "bad-frame"


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "post", "id": ID, "room": "7", "body": "a\x00b"},
        {"type": "post", "id": ID, "room": "\x00", "body": "a"},
        {"type": "hello", "client": "\x00"},
        {"type": "history", "id": "\x00", "room": "7"},
        {"type": "seen", "parts": ["\x00"]},
    ],
)
def test_nul_is_refused_in_every_text(frame: dict[str, Any]) -> None:
    assert fault(json.dumps(frame)).code == "bad-frame"


def test_unknown_fields_are_ignored() -> None:
    assert decode('{"type":"ping","n":1,"new":{"a":[null,1.5]}}') == frames.Ping(n=1)


def test_optional_fields_are_absent_not_null() -> None:
    assert fault('{"type":"subscribe","room":"7","from":null}').code == "bad-frame"
    subscribe = decode('{"type":"subscribe","room":"7"}')
    assert isinstance(subscribe, frames.Subscribe)
    assert subscribe.since is msgspec.UNSET
