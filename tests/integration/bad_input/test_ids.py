"""Ids are UUIDs in canonical lower case; one id means one thing, from whatever tab it comes."""

import json

import pytest

from tests.integration.chatting import (
    a_post,
    arrived,
    events_until,
    follow,
    join_room,
    make_room,
    new_id,
    say,
    seqs,
)
from tests.integration.conftest import on_both
from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire

pytestmark = on_both

UUID = "0f8c2a54-93a1-4c39-9d52-0f6a3cb0a4e7"


@pytest.mark.parametrize(
    "id",
    [
        UUID.upper(),
        UUID.replace("-", ""),
        f"{{{UUID}}}",
        f"urn:uuid:{UUID}",
        f" {UUID}",
        f"{UUID}\n",
        f"{UUID}0",
        UUID[:-1],
        "1",
        "",
        "٠" + UUID[1:],
        5,
        None,
        ["a"],
    ],
)
async def test_what_is_no_canonical_uuid_is_a_bad_frame(wire: Wire, room: str, id: object) -> None:
    await wire.send(a_post(room, id=id))
    (answer,) = await arrived(wire)
    assert answer["type"] in {"error", "refused"}
    assert answer["code"] == "bad-frame"
    assert "id" in answer["detail"]


async def test_a_post_without_an_id_is_a_bad_frame(wire: Wire, room: str) -> None:
    await wire.send_raw(json.dumps({"type": "post", "room": room, "body": "hello"}))
    (answer,) = await arrived(wire)
    assert (answer["type"], answer["code"]) == ("error", "bad-frame")


async def test_a_history_id_has_64_characters_at_most(wire: Wire, room: str) -> None:
    await wire.send({"type": "history", "id": "é" * 64, "room": room})
    assert (await wire.expect("page"))["id"] == "é" * 64
    await wire.send({"type": "history", "id": "é" * 65, "room": room})
    assert (await wire.expect("error"))["code"] == "bad-frame"


async def test_the_same_post_from_two_tabs_is_one_event_and_both_are_acknowledged(
    app: AppServer, alice: Visitor, room: str, wire: Wire
) -> None:
    frame = a_post(room)
    async with open_wire(app.ws_url(), alice) as other_tab:
        await other_tab.hello()
        await follow(wire, room)
        await wire.send(frame)
        await other_tab.send(frame)
        first = await wire.expect("ack", id=frame["id"])
        assert await other_tab.expect("ack", id=frame["id"]) == first
    last = await say(wire, room, "another")
    events = await events_until(wire, room, last["seq"])
    assert seqs(events) == [first["seq"], last["seq"]]


@pytest.mark.parametrize("change", [{"body": "hello!"}, {"reply_to": {"seq": 1, "id": UUID}}])
async def test_the_same_id_with_other_content_is_a_conflict(
    wire: Wire, room: str, change: dict[str, object]
) -> None:
    frame = a_post(room)
    await wire.send(frame)
    ack = await wire.expect("ack")
    await wire.send({**frame, **change})
    refused = await wire.expect("refused", id=frame["id"])
    assert refused["code"] == "conflict"
    assert "retry_ms" not in refused
    await wire.send(frame)
    assert await wire.expect("ack") == ack


async def test_the_same_id_to_another_room_is_a_conflict(
    alice: Visitor, wire: Wire, room: str
) -> None:
    other = make_room(alice)
    frame = a_post(room)
    await wire.send(frame)
    await wire.expect("ack", room=room)
    await wire.send({**frame, "room": other})
    assert (await wire.expect("refused", id=frame["id"]))["code"] == "conflict"


async def test_two_people_may_use_one_id(wire: Wire, bobs_wire: Wire, room: str) -> None:
    frame = a_post(room)
    await wire.send(frame)
    await bobs_wire.send(frame)
    hers, his = await wire.expect("ack"), await bobs_wire.expect("ack")
    assert hers["seq"] != his["seq"]


async def test_an_id_is_known_even_after_leaving_the_room(
    app: AppServer, alice: Visitor, charlie: Visitor
) -> None:
    room = make_room(alice)
    join_room(charlie, room)
    frame = a_post(room, id=new_id())
    async with open_wire(app.ws_url(), charlie) as wire:
        await wire.hello()
        await wire.send(frame)
        ack = await wire.expect("ack")
        assert charlie.post_json(f"/chat/rooms/{room}/leave/").status == 204
        await wire.send(frame)
        assert await wire.expect("ack") == ack
