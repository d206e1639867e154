"""One id is one intention, whichever process it comes to first."""

import asyncio
from collections.abc import Iterable

from tests.integration.chatting import a_post, at, final_answer, greet, make_room
from tests.integration.conftest import Pair
from tests.servers.people import Visitor
from tests.servers.wire import Frame, Wire, open_wire

ATTEMPTS = 5


async def final_answers(wire: Wire, posts: Iterable[Frame]) -> list[Frame]:
    """All are sent at once, and then each until its answer is final."""
    for post in posts:
        await wire.send(post)
    return [await final_answer(wire, post) for post in posts]


async def test_one_id_to_two_rooms_from_two_processes_at_once_is_one_message(
    pair: Pair, alice: Visitor, wire: Wire, room: str
) -> None:
    """One wins; the other, sent again as long as the answer says so, is a conflict."""
    other = make_room(alice)
    here = [a_post(room) for _ in range(ATTEMPTS)]
    there = [{**post, "room": other} for post in here]
    async with open_wire(pair.second.ws_url(), at(pair.second, alice)) as elsewhere:
        await greet(elsewhere)
        answers = await asyncio.gather(final_answers(wire, here), final_answers(elsewhere, there))
        for pair_of_answers in zip(*answers, strict=True):
            outcomes = [str(answer.get("code", answer["type"])) for answer in pair_of_answers]
            assert sorted(outcomes) == ["ack", "conflict"]
        found = []
        for name in (room, other):
            await wire.send({"type": "history", "id": name, "room": name})
            found += (await wire.expect("page", id=name))["messages"]
    assert sorted(message["id"] for message in found) == sorted(post["id"] for post in here)


async def test_one_post_through_two_processes_at_once_is_one_message(
    pair: Pair, alice: Visitor, wire: Wire, room: str
) -> None:
    posts = [a_post(room) for _ in range(ATTEMPTS)]
    async with open_wire(pair.second.ws_url(), at(pair.second, alice)) as elsewhere:
        await greet(elsewhere)
        hers, also_hers = await asyncio.gather(
            final_answers(wire, posts), final_answers(elsewhere, posts)
        )
    assert {answer["type"] for answer in hers} == {"ack"}
    assert hers == also_hers
