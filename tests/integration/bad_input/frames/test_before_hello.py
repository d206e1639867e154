"""Before `hello` all but heartbeats is answered with `hello-first`; hello still works after it."""

import json

import pytest

from tests.integration.chatting import a_post, arrived, new_id
from tests.servers.wire import Frame, Wire

WRONG_HELLOS: list[Frame] = [
    {"rooms": []},
    {"rooms": {"7": 3}},
    {"rooms": {"7": {"seq": 1}}},
    {"rooms": {"7": {"seq": -1, "digest": "0" * 16}}},
    {"rooms": {"7": {"seq": 10**29, "digest": "0" * 16}}},
    {"rooms": {"7": {"seq": 1, "digest": "0" * 15}}},
    {"rooms": {str(n): {"seq": 0, "digest": "0" * 16} for n in range(501)}},
    {"rooms": {"a\x00b": {"seq": 0, "digest": "0" * 16}}},
    {"client": "x" * 201},
    {"client": "a\x00b"},
    {"replaces": 5},
    {"last_close": "1006"},
    {"last_close": {"code": 5000}},
]


async def answer_to(wire: Wire, raw: str | bytes) -> tuple[str, str]:
    """Type and code of the one answer; afterwards hello is welcome."""
    await wire.send_raw(raw)
    answers = await arrived(wire)
    assert len(answers) == 1, answers
    await wire.hello()
    return answers[0]["type"], answers[0]["code"]


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "subscribe", "room": "1"},
        {"type": "seen", "rooms": {"1": 1}},
        {"type": "read", "room": "1", "seq": 1},
        {"type": "history", "id": "h1", "room": "1"},
        a_post("1"),
        {"type": "shout"},
        {"type": "shout", "id": new_id()},
        {"type": "post", "id": new_id()},
        {"type": "subscribe"},
        {},
        [],
        7,
    ],
)
async def test_any_other_frame_asks_for_hello(silent_wire: Wire, frame: object) -> None:
    assert await answer_to(silent_wire, json.dumps(frame)) == ("error", "hello-first")


@pytest.mark.parametrize("fields", WRONG_HELLOS)
async def test_a_wrong_hello_says_what_is_wrong(silent_wire: Wire, fields: Frame) -> None:
    frame = {"type": "hello", **fields}
    assert await answer_to(silent_wire, json.dumps(frame)) == ("error", "bad-frame")


async def test_what_is_not_json_is_told_so(silent_wire: Wire) -> None:
    assert await answer_to(silent_wire, "{") == ("error", "bad-json")


async def test_a_binary_frame_is_not_supported(silent_wire: Wire) -> None:
    assert await answer_to(silent_wire, b"\x80") == ("error", "unsupported")
