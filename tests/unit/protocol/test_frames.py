"""Frames look on the wire as the protocol says: typed by a tag, optional fields absent."""

import json
from typing import Any, get_args

import msgspec
import pytest

from chat.protocol import frames
from chat.protocol.decoding import decode
from chat.protocol.position import Position

ID = "0f8c2a54-93a1-4c39-9d52-0f6a3cb0a4e7"
HEAD = Position(3, "9f2c01d3a4b5c6d7")
CLIENT_TYPES = {"hello", "ping", "pong", "seen", "subscribe", "unsubscribe", "post", "read"}
SERVER_TYPES = {"welcome", "room", "gone", "events", "caught_up", "reset", "page", "ack", "refused"}


def on_the_wire(frame: frames.ServerFrame) -> dict[str, Any]:
    return dict(json.loads(frames.encode(frame)))


def types(union: Any) -> set[str]:
    return {kind.__struct_config__.tag for kind in get_args(union)}


def test_all_frames_of_this_version_are_there() -> None:
    assert types(frames.AnyClientFrame) >= CLIENT_TYPES | {"history"}
    assert types(frames.AnyServerFrame) >= SERVER_TYPES | {"ping", "pong", "error", "bye"}


@pytest.mark.parametrize(
    ("frame", "wire"),
    [
        (frames.ServerPong(0), {"type": "pong", "n": 0}),
        (frames.ServerPing(1), {"type": "ping", "n": 1}),
        (frames.Gone("7", "not-found"), {"type": "gone", "room": "7", "code": "not-found"}),
        (frames.Ack(ID, "7", 3, 5), {"type": "ack", "id": ID, "room": "7", "seq": 3, "at": 5}),
        (
            frames.Refused(ID, "empty", "Nothing."),
            {"type": "refused", "id": ID, "code": "empty", "detail": "Nothing."},
        ),
        (
            frames.Refused(ID, "throttled", "Slower.", 0),
            {"type": "refused", "id": ID, "code": "throttled", "detail": "Slower.", "retry_ms": 0},
        ),
        (
            frames.CaughtUp("7", HEAD),
            {"type": "caught_up", "room": "7", "head": {"seq": 3, "digest": HEAD.digest}},
        ),
        (
            frames.Bye(4401, "Gone.", False),
            {"type": "bye", "code": 4401, "reason": "Gone.", "reconnect": False}
            | {"retry_ms": 0, "spread_ms": 0},
        ),
    ],
)
def test_a_frame_on_the_wire(frame: frames.ServerFrame, wire: dict[str, Any]) -> None:
    assert on_the_wire(frame) == wire


def test_more_and_older_are_absent_where_they_are_not_true() -> None:
    page = {"id": "h", "room": "7", "messages": [], "head": HEAD, "part": "1"}
    assert "more" not in on_the_wire(frames.Page(**page))  # type: ignore[arg-type]
    assert "older" not in on_the_wire(frames.Page(**page))  # type: ignore[arg-type]
    told = on_the_wire(frames.Page(**page, more=True, older=True))  # type: ignore[arg-type]
    assert (told["more"], told["older"]) == (True, True)


def test_a_room_one_may_join_has_no_role() -> None:
    state = frames.RoomState("7", "lobby", "Lobby", "public", HEAD, 2, 0, 0)
    assert "role" not in on_the_wire(frames.RoomChanged(state))["room"]


def test_json_is_written_as_utf_8_without_escapes() -> None:
    assert frames.encode({"a": "你好 😀"}) == '{"a":"你好 😀"}'.encode()


def test_an_older_server_ignores_what_newer_clients_add() -> None:
    assert decode('{"type":"pong","n":1,"mood":"fine"}') == frames.Pong(n=1)


def test_of_500_rooms_in_a_hello_none_is_too_many() -> None:
    position = {"seq": 1, "digest": "0" * 16}
    rooms = {str(number): position for number in range(frames.HELLO_ROOMS)}
    hello = decode(json.dumps({"type": "hello", "rooms": rooms}))
    assert isinstance(hello, frames.Hello)
    assert len(hello.rooms) == 500


def test_a_hello_of_500_rooms_fits_a_frame() -> None:
    """With ids as long as rooms will have for a while, and the largest of numbers."""
    position = {"seq": 2**53 - 1, "digest": "f" * 16}
    rooms = {str(10**15 + number): position for number in range(frames.HELLO_ROOMS)}
    hello = json.dumps({"type": "hello", "rooms": rooms}, separators=(",", ":"))
    assert len(hello) <= frames.FRAME_BYTES


def test_frames_cannot_be_changed() -> None:
    """One is encoded once for many connections."""
    with pytest.raises(AttributeError):
        frames.Gone("7", "not-found").room = "8"  # type: ignore[misc]


def test_limits_are_those_of_the_protocol() -> None:
    assert frames.FRAME_BYTES == 64 * 1024
    assert frames.BODY_CHARS == 4000
    assert frames.HISTORY_LIMIT == 100
    history = decode('{"type":"history","id":"h","room":"7"}')
    assert isinstance(history, frames.History)
    assert history.before is msgspec.UNSET
    assert history.limit == 50
