"""Presence and typing through real servers; the rest is in tests/unit/realtime/presence."""

from tests.integration.chatting import at, follow, greet
from tests.integration.conftest import Pair
from tests.servers.people import Visitor
from tests.servers.promptness import Promptness
from tests.servers.wire import Frame, Wire, open_wire

# As they are promised.
SEEN_S, GONE_S = 1.0, 2.0


def ids(people: list[Frame]) -> set[str]:
    return {person["id"] for person in people}


async def test_who_subscribes_is_told_who_is_here_right_after_caught_up(
    wire: Wire, alice: Visitor, room: str
) -> None:
    await wire.send({"type": "subscribe", "room": room})
    await wire.expect("caught_up", room=room)
    assert wire.aside == []
    told = await wire.told(lambda frame: frame["room"] == room)

    me = {"id": alice.person_id(), "name": alice.name}
    assert told == {"type": "presence", "room": room, "count": 1, "here": [me]}


async def test_who_comes_at_another_process_is_seen_and_who_leaves_is_gone(
    pair: Pair, alice: Visitor, bob: Visitor, room: str
) -> None:
    prompt = Promptness([pair.first, pair.second])
    async with prompt.watching(), open_wire(pair.first.ws_url(), alice) as hers:
        await greet(hers)
        await follow(hers, room)
        async with open_wire(pair.second.ws_url(), at(pair.second, bob)) as his:
            await greet(his)
            await follow(his, room)
            came = await prompt.told(hers, lambda frame: frame["count"] == 2, SEEN_S)
            assert ids(came["came"]) == {bob.person_id()}
            await prompt.told(his, lambda frame: frame["count"] == 2, SEEN_S)
        went = await prompt.told(hers, lambda frame: frame["count"] == 1, GONE_S)
        assert ids(went["went"]) == {bob.person_id()}


async def test_what_is_typed_at_one_process_is_seen_at_the_other(
    pair: Pair, alice: Visitor, bob: Visitor, room: str
) -> None:
    prompt = Promptness([pair.first, pair.second])
    async with (
        prompt.watching(),
        open_wire(pair.first.ws_url(), alice) as hers,
        open_wire(pair.second.ws_url(), at(pair.second, bob)) as his,
    ):
        for wire in (hers, his):
            await greet(wire)
            await follow(wire, room)
        await his.send({"type": "typing", "room": room, "on": True})
        typing = await prompt.told(hers, lambda frame: frame["type"] == "typing", SEEN_S)
        assert ids(typing["who"]) == {bob.person_id()}
        await his.send({"type": "typing", "room": room, "on": False})
        silent = await prompt.told(hers, lambda frame: frame["type"] == "typing", SEEN_S)
        assert silent["who"] == []
