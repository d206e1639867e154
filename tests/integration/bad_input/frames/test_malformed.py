"""A frame that cannot be taken costs its sender an answer that says why, and nothing else."""

import json
from typing import Any

import pytest

from tests.integration.chatting import a_post, arrived, new_id
from tests.servers.wire import Frame, Wire

DEEP = "[" * 1000 + "]" * 1000
THIRTY_DIGITS = 10**29
NUL, SURROGATE = "a\x00b", "a\ud800b"

NOT_JSON = ["{", "nul", "ping!", '{"type":"ping"', "{'type':'ping'}", "\x00", "NaN", '"ping', "]"]
NOT_AN_OBJECT = ["[]", "5", "null", "true", '[{"type":"ping"}]', DEEP]
NO_TYPE = ["{}", '{"type":null}', '{"type":5}', '{"type":["ping"]}', '{"message":"now"}']
UNKNOWN_TYPES = ["shout", "", "Ping", "welcome", "edit", "a\x00b", "x" * 1000]
# Each with the place that the answer must name.
WRONG_FIELDS: list[tuple[Frame, str]] = [
    ({"type": "ping", "n": -1}, "$.n"),
    ({"type": "ping", "n": "1"}, "$.n"),
    ({"type": "ping", "n": None}, "$.n"),
    ({"type": "ping", "n": 1.5}, "$.n"),
    ({"type": "ping", "n": THIRTY_DIGITS}, "$.n"),
    ({"type": "ping", "seen": []}, "$.seen"),
    ({"type": "pong", "seen": {"7": "1"}}, "$.seen"),
    ({"type": "seen", "rooms": [7]}, "$.rooms"),
    ({"type": "seen", "rooms": {"7": -1}}, "$.rooms"),
    ({"type": "seen", "rooms": {"7": THIRTY_DIGITS}}, "$.rooms"),
    ({"type": "seen", "parts": "1"}, "$.parts"),
    ({"type": "seen", "parts": [1]}, "$.parts"),
    ({"type": "subscribe"}, "room"),
    ({"type": "subscribe", "room": 7}, "$.room"),
    ({"type": "subscribe", "room": NUL}, "$.room"),
    ({"type": "subscribe", "room": "7", "from": {}}, "$.from"),
    ({"type": "subscribe", "room": "7", "from": None}, "$.from"),
    (
        {"type": "subscribe", "room": "7", "from": {"seq": 1, "digest": "ABCDEF0123456789"}},
        "$.from",
    ),
    ({"type": "subscribe", "room": "7", "from": {"seq": 1, "digest": "short"}}, "$.from"),
    ({"type": "unsubscribe"}, "room"),
    ({"type": "unsubscribe", "room": ["7"]}, "$.room"),
    ({"type": "read", "room": "7"}, "seq"),
    ({"type": "read", "room": "7", "seq": -1}, "$.seq"),
    ({"type": "read", "room": "7", "seq": THIRTY_DIGITS}, "$.seq"),
    ({"type": "read", "room": "7", "seq": 1, "back": "yes"}, "$.back"),
    ({"type": "history", "room": "7"}, "id"),
]
WRONG_HISTORIES: list[tuple[Frame, str]] = [
    ({"room": 7}, "$.room"),
    ({}, "room"),
    ({"room": "7", "limit": 0}, "$.limit"),
    ({"room": "7", "limit": 101}, "$.limit"),
    ({"room": "7", "before": -1}, "$.before"),
    ({"room": "7", "before": THIRTY_DIGITS}, "$.before"),
]
WRONG_POSTS: list[tuple[Frame, str]] = [
    ({"room": "7"}, "body"),
    ({"body": "hello"}, "room"),
    ({"room": 7, "body": "hello"}, "$.room"),
    ({"room": NUL, "body": "hello"}, "$.room"),
    ({"room": "7" * 65, "body": "hello"}, "$.room"),
    ({"room": "7", "body": None}, "$.body"),
    ({"room": "7", "body": 5}, "$.body"),
    ({"room": "7", "body": ["hello"]}, "$.body"),
    ({"room": "7", "body": NUL}, "$.body"),
    ({"room": "7", "body": "hello", "prior": "the last one"}, "$.prior"),
    ({"room": "7", "body": "hello", "reply_to": {"seq": 1}}, "$.reply_to"),
    ({"room": "7", "body": "hello", "reply_to": {"seq": THIRTY_DIGITS, "id": new_id()}}, "$.reply"),
]


async def answer_to(wire: Wire, raw: str | bytes) -> Frame:
    """The one frame that is the answer; a ping is answered right after it."""
    await wire.send_raw(raw)
    answers = await arrived(wire)
    assert len(answers) == 1, answers
    return answers[0]


def only(answer: Frame, **fields: Any) -> None:
    """The answer has these fields and beside them a text for people."""
    assert answer.pop("detail")
    assert answer == fields


@pytest.mark.parametrize("raw", NOT_JSON)
async def test_what_is_not_json_is_told_so(wire: Wire, raw: str) -> None:
    only(await answer_to(wire, raw), type="error", code="bad-json")


@pytest.mark.parametrize("raw", NOT_AN_OBJECT)
async def test_what_is_no_object_is_told_so(wire: Wire, raw: str) -> None:
    only(await answer_to(wire, raw), type="error", code="bad-frame")


@pytest.mark.parametrize("raw", NO_TYPE)
async def test_an_object_without_a_type_is_a_bad_frame(wire: Wire, raw: str) -> None:
    only(await answer_to(wire, raw), type="error", code="bad-frame")


@pytest.mark.parametrize("type", UNKNOWN_TYPES)
async def test_an_unknown_type_is_told_so(wire: Wire, type: str) -> None:
    only(await answer_to(wire, json.dumps({"type": type})), type="error", code="unknown-type")


async def test_an_unknown_type_with_an_id_is_refused_by_its_id(wire: Wire) -> None:
    frame = {"type": "shout", "id": new_id()}
    answer = await answer_to(wire, json.dumps(frame))
    only(answer, type="refused", id=frame["id"], code="unknown-type")


@pytest.mark.parametrize(("frame", "place"), WRONG_FIELDS)
async def test_a_wrong_field_is_named(wire: Wire, frame: Frame, place: str) -> None:
    answer = await answer_to(wire, json.dumps(frame))
    assert place in answer["detail"]
    only(answer, type="error", code="bad-frame")


@pytest.mark.parametrize(("fields", "place"), WRONG_POSTS)
async def test_a_wrong_post_is_refused_by_its_id(wire: Wire, fields: Frame, place: str) -> None:
    frame = {"type": "post", "id": new_id(), **fields}
    answer = await answer_to(wire, json.dumps(frame))
    assert place in answer["detail"]
    only(answer, type="refused", id=frame["id"], code="bad-frame")


@pytest.mark.parametrize(("fields", "place"), WRONG_HISTORIES)
async def test_a_wrong_history_is_refused_by_its_id(wire: Wire, fields: Frame, place: str) -> None:
    answer = await answer_to(wire, json.dumps({"type": "history", "id": "h1", **fields}))
    assert place in answer["detail"]
    only(answer, type="refused", id="h1", code="bad-frame")


async def test_a_lone_surrogate_is_refused_by_the_id_of_its_post(wire: Wire, room: str) -> None:
    """A page sends one escaped if somebody cut an emoji in half; it must not resend for ever."""
    frame = a_post(room, SURROGATE)
    answer = await answer_to(wire, json.dumps(frame))
    assert answer["type"] == "refused"
    assert answer["id"] == frame["id"]
    assert answer["code"] in {"bad-json", "bad-frame"}
    assert "retry_ms" not in answer


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "subscribe", "room": SURROGATE},
        {"type": SURROGATE},
        {"type": "history", "id": SURROGATE, "room": "7"},
    ],
)
async def test_a_lone_surrogate_anywhere_is_answered(wire: Wire, frame: Frame) -> None:
    answer = await answer_to(wire, json.dumps(frame))
    assert answer["type"] == "error"
    assert answer["code"] in {"bad-json", "bad-frame"}


@pytest.mark.parametrize("place", ["body", "room", "id", "type"])
async def test_deep_nesting_in_a_field_is_a_bad_frame(wire: Wire, place: str) -> None:
    fields = {"type": '"post"', "id": f'"{new_id()}"', "room": '"7"', "body": '"hello"'}
    raw = ",".join(f'"{name}":{value}' for name, value in {**fields, place: DEEP}.items())
    answer = await answer_to(wire, f"{{{raw}}}")
    assert answer["type"] in {"error", "refused"}
    assert answer["code"] == "bad-frame"


async def test_deep_nesting_in_an_unknown_field_costs_an_answer_at_most(wire: Wire) -> None:
    """How deep is too deep differs between versions of Python."""
    await wire.send_raw(f'{{"type":"pong","new":{DEEP}}}')
    assert [frame["code"] for frame in await arrived(wire)] in ([], ["bad-frame"])


async def test_a_number_of_five_thousand_digits_costs_an_answer_at_most(wire: Wire) -> None:
    await wire.send_raw(f'{{"type":"pong","new":{"1" * 5000}}}')
    answers = await arrived(wire)
    assert [frame["type"] for frame in answers] in ([], ["error"])


async def test_unknown_fields_are_ignored(wire: Wire) -> None:
    await wire.send({"type": "ping", "n": 5, "new": {"a": [1, None]}})
    assert await wire.recv() == {"type": "pong", "n": 5}


@pytest.mark.parametrize("raw", ["", b""], ids=["text", "binary"])
async def test_an_empty_frame_is_refused_or_dropped(wire: Wire, raw: str | bytes) -> None:
    """Where the server in front passes them on. A binary one is refused for that first."""
    await wire.send_raw(raw)
    code = "bad-frame" if raw == "" else "unsupported"
    assert [frame["code"] for frame in await arrived(wire)] in ([], [code])


@pytest.mark.parametrize("raw", [b"\x81\xa4type\xa4ping", b'{"type":"ping"}', b"\xff"])
async def test_a_binary_frame_is_not_supported_unless_negotiated(wire: Wire, raw: bytes) -> None:
    only(await answer_to(wire, raw), type="error", code="unsupported")


async def test_a_second_hello_is_an_error_and_changes_nothing(wire: Wire) -> None:
    only(await answer_to(wire, '{"type":"hello"}'), type="error", code="bad-frame")
