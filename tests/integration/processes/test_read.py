"""How far one has read is a state: it shows on one's other connections, and the highest wins."""

from tests.integration.chatting import arrived, at, greet, say, state_of
from tests.integration.conftest import Pair
from tests.servers.people import Visitor
from tests.servers.wire import Wire, open_wire

BEYOND = 2**53 - 1


async def test_a_read_mark_shows_on_ones_other_tabs_whatever_process_they_are_at(
    pair: Pair, bob: Visitor, wire: Wire, bobs_wire: Wire, room: str
) -> None:
    """Marks are gathered for 2 s: of those that came meanwhile the highest is told."""
    said = [(await say(wire, room))["seq"] for _ in range(4)]
    async with (
        open_wire(pair.first.ws_url(), bob) as tab_here,
        open_wire(pair.second.ws_url(), at(pair.second, bob)) as tab_there,
    ):
        for tab in (tab_here, tab_there):
            await greet(tab)
        for seq in (said[1], said[0], BEYOND, said[2]):
            await bobs_wire.send({"type": "read", "room": room, "seq": seq})
        for tab in (tab_here, tab_there):
            state = (await tab.expect("room"))["room"]
            # Nobody has read beyond the head.
            assert (state["id"], state["read"], state["unread"]) == (room, said[3], 0)
        assert await arrived(bobs_wire) == []
        # Marked unread at the other process: the first one hears of it.
        await tab_there.send({"type": "read", "room": room, "seq": said[1], "back": True})
        for tab in (tab_here, bobs_wire):
            state = (await tab.expect("room"))["room"]
            assert (state["read"], state["unread"]) == (said[1], 2)
        assert await arrived(tab_there) == []
    assert await arrived(wire) == []
    async with open_wire(pair.second.ws_url(), at(pair.second, bob)) as later:
        assert state_of(await later.hello(), room)["unread"] == 2
