"""A post is acknowledged when it is committed; `prior` keeps one person's posts in order."""

from itertools import pairwise

import pytest

from tests.integration.chatting import (
    a_post,
    arrived,
    events_until,
    final_answer,
    follow,
    new_id,
    say,
    seqs,
)
from tests.servers.wire import Wire


async def test_posts_in_a_row_are_numbered_in_their_order(
    wire: Wire, bobs_wire: Wire, room: str
) -> None:
    await follow(bobs_wire, room)
    posts = [a_post(room, str(number)) for number in range(50)]
    for post in posts:
        await wire.send(post)
    acks = [await wire.expect("ack", id=post["id"]) for post in posts]
    assert all(later["seq"] == earlier["seq"] + 1 for earlier, later in pairwise(acks))
    events = await events_until(bobs_wire, room, acks[-1]["seq"])
    assert [event["id"] for event in events] == [post["id"] for post in posts]


async def test_a_post_waits_for_its_prior(wire: Wire, room: str) -> None:
    first = a_post(room)
    second = a_post(room, prior=first["id"])
    await wire.send(second)
    refused = await wire.expect("refused", id=second["id"])
    assert refused["code"] == "unavailable"
    assert refused["retry_ms"] > 0
    await wire.send(first)
    await wire.send(second)
    earlier = await wire.expect("ack", id=first["id"])
    later = await wire.expect("ack", id=second["id"])
    assert earlier["seq"] < later["seq"]


async def test_a_chain_of_priors_can_be_sent_at_once(wire: Wire, room: str) -> None:
    posts = [a_post(room)]
    for _ in range(9):
        posts.append(a_post(room, prior=posts[-1]["id"]))
    for post in posts:
        await wire.send(post)
    acks = [await wire.expect("ack", id=post["id"]) for post in posts]
    assert seqs(acks) == sorted(seqs(acks))


async def test_behind_a_prior_that_was_refused_one_waits_until_it_is_dropped(
    wire: Wire, room: str
) -> None:
    empty = a_post(room, "")
    behind = a_post(room, prior=empty["id"])
    await wire.send(empty)
    await wire.send(behind)
    assert (await wire.expect("refused", id=empty["id"]))["code"] == "empty"
    assert (await wire.expect("refused", id=behind["id"]))["code"] == "unavailable"
    del behind["prior"]
    await wire.send(behind)
    assert await wire.expect("ack", id=behind["id"])


async def test_prior_is_no_part_of_the_content(wire: Wire, room: str) -> None:
    first, second = a_post(room), a_post(room)
    await wire.send(first)
    await wire.send({**second, "prior": first["id"]})
    ack = await wire.expect("ack", id=second["id"])
    for changed in (second, {**second, "prior": new_id()}):
        await wire.send(changed)
        assert await wire.expect("ack", id=second["id"]) == ack


async def test_an_answer_names_a_message_that_is_there(
    wire: Wire, bobs_wire: Wire, room: str
) -> None:
    said = await say(bobs_wire, room, "What do you think?")
    reference = {"seq": said["seq"], "id": said["id"]}
    await follow(bobs_wire, room)
    ack = await final_answer(wire, a_post(room, "Yes", reply_to=reference))
    assert ack["type"] == "ack"
    (event,) = (await bobs_wire.expect("events", room=room))["events"]
    assert event["reply_to"] == reference
    await wire.send({"type": "history", "id": "h", "room": room, "limit": 1})
    assert (await wire.expect("page"))["messages"][0]["reply_to"] == reference


@pytest.mark.parametrize("wrong", ["seq", "id"])
async def test_an_answer_to_a_message_that_is_not_there_is_a_conflict(
    wire: Wire, room: str, wrong: str
) -> None:
    said = await say(wire, room)
    right = {"seq": said["seq"], "id": said["id"]}
    reference = {**right, **{"seq": {"seq": said["seq"] + 1}, "id": {"id": new_id()}}[wrong]}
    answer = await final_answer(wire, a_post(room, "Yes", reply_to=reference))
    assert (answer["type"], answer["code"]) == ("refused", "conflict")


async def test_files_are_not_supported_yet(wire: Wire, room: str) -> None:
    answer = await final_answer(wire, a_post(room, files=["a.png"]))
    assert (answer["type"], answer["code"]) == ("refused", "unsupported")


async def test_an_ack_tells_the_committed_event(wire: Wire, room: str) -> None:
    await follow(wire, room)
    ack = await say(wire, room)
    (event,) = await events_until(wire, room, ack["seq"])
    assert ack == {
        "type": "ack",
        "id": event["id"],
        "room": room,
        "seq": event["seq"],
        "at": event["at"],
    }
    assert await arrived(wire) == []
