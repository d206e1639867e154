"""Two processes are one chat: what is said at one is heard at the other."""

import asyncio

from tests.integration.chatting import (
    LONG_BODY,
    arrived,
    at,
    events_until,
    flood,
    follow,
    greet,
    join_room,
    leave_room,
    log_out,
    make_room,
    newcomer,
    say,
    seqs,
    told_and_closed,
)
from tests.integration.conftest import Pair
from tests.integration.processes.hearing import BY_HINT_S, Here, hear
from tests.servers.people import Visitor
from tests.servers.wire import open_wire


async def test_what_is_said_is_heard_at_the_other_process_at_once(here: Here) -> None:
    await follow(here.bob, here.room)
    assert await hear(here) < BY_HINT_S


async def test_both_ways_at_once_there_is_one_order(here: Here) -> None:
    for wire in (here.alice, here.bob):
        head = await follow(wire, here.room)
    await asyncio.gather(
        flood(here.alice, here.room, 50, "from the first"),
        flood(here.bob, here.room, 50, "from the second"),
    )
    last = head["seq"] + 100
    hers = await events_until(here.alice, here.room, last)
    his = await events_until(here.bob, here.room, last)
    assert hers == his
    assert seqs(hers) == list(range(head["seq"] + 1, last + 1))


async def test_commits_larger_than_a_hint_are_heard_too(here: Here) -> None:
    await follow(here.bob, here.room)
    await flood(here.alice, here.room, 20, LONG_BODY)
    ack = await say(here.alice, here.room)
    assert seqs(await events_until(here.bob, here.room, ack["seq"]))[-1] == ack["seq"]


async def test_rooms_joined_at_one_process_show_on_the_other(
    pair: Pair, alice: Visitor, charlie: Visitor
) -> None:
    room = make_room(alice)
    async with open_wire(pair.second.ws_url(), at(pair.second, charlie)) as his:
        await greet(his)
        join_room(charlie, room)
        assert (await his.expect("room"))["room"]["id"] == room
        await follow(his, room)
        leave_room(charlie, room)
        assert (await his.expect("gone"))["room"] == room


async def test_logging_out_at_one_process_closes_the_sockets_on_both(
    pair: Pair,
) -> None:
    visitor = newcomer(pair.first, "Alice")
    async with (
        open_wire(pair.first.ws_url(), visitor) as tab,
        open_wire(pair.second.ws_url(), at(pair.second, visitor)) as other_tab,
    ):
        await greet(tab)
        await greet(other_tab)
        log_out(visitor)
        await told_and_closed(tab, 4401, reconnect=False)
        await told_and_closed(other_tab, 4401, reconnect=False)


async def test_a_connection_on_another_process_is_replaced(pair: Pair, alice: Visitor) -> None:
    async with (
        open_wire(pair.first.ws_url(), alice) as older,
        open_wire(pair.second.ws_url(), at(pair.second, alice)) as newer,
    ):
        session = (await older.hello())["session"]
        await greet(newer, replaces=session)
        await told_and_closed(older, 4409, reconnect=False)
        assert await arrived(newer) == []


async def test_one_goes_on_at_another_process_where_one_was(
    pair: Pair, bob: Visitor, here: Here
) -> None:
    position = await follow(here.bob, here.room)
    ack = await say(here.alice, here.room)
    async with open_wire(pair.first.ws_url(), bob) as moved:
        await moved.hello({here.room: position})
        frame = await moved.expect("events", room=here.room)
        assert frame["prev"] == position["digest"]
        assert seqs(frame["events"]) == [ack["seq"]]
