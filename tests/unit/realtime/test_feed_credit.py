"""Who does not confirm what was sent gets no more of it, and later all of it."""

from collections.abc import Callable
from typing import Any

import pytest

from chat.protocol.position import EMPTY
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]


BODY = "x" * 1000


@pytest.fixture
async def small_credit(make_services: Callable[..., Services]) -> Services:
    return make_services(unseen_bytes=4096)


async def test_without_seen_a_live_member_is_sent_no_more_than_the_credit(
    make_page: MakePage, log: MemoryLog, small_credit: Services
) -> None:
    page = await make_page(on=small_credit).hello(r7=on_wire(EMPTY))

    for _ in range(50):
        small_credit.committed([log.write(ROOM, BODY)])
    await later(10)

    sent = sum(len(text) for text in page.wire.texts if text.startswith('{"type":"events"'))
    assert sent <= 4096
    assert page.wire.seqs(ROOM) == [1]


async def test_without_seen_a_replay_stops_at_the_credit(
    make_page: MakePage, log: MemoryLog, small_credit: Services
) -> None:
    for _ in range(50):
        log.write(ROOM, BODY)

    page = await make_page(on=small_credit).hello(r7=on_wire(EMPTY))
    await later(10)

    sent = sum(len(text) for text in page.wire.texts if text.startswith('{"type":"events"'))
    assert sent <= 4096
    assert page.wire.of("caught_up")[1:] == []


async def test_one_event_larger_than_the_credit_goes_all_the_same(
    make_page: MakePage, log: MemoryLog, make_services: Callable[..., Services]
) -> None:
    services = make_services(unseen_bytes=1024)
    page = await make_page(on=services).hello(r7=on_wire(EMPTY))

    services.committed([log.write(ROOM, BODY * 3)])
    services.committed([log.write(ROOM, BODY * 3)])
    await later(1)
    assert page.wire.seqs(ROOM) == [1]

    page.say("seen", rooms={"7": 1})
    await later(1)
    assert page.wire.seqs(ROOM) == [1, 2]


async def test_who_fell_behind_catches_up_and_goes_live_again_without_a_second_caught_up(
    make_page: MakePage, log: MemoryLog, small_credit: Services, readers: ScriptedReaders
) -> None:
    page = await make_page(on=small_credit).hello(r7=on_wire(EMPTY))
    for _ in range(50):
        small_credit.committed([log.write(ROOM, BODY)])

    while page.wire.seqs(ROOM)[-1] < 50:
        page.say("seen", rooms={"7": page.wire.seqs(ROOM)[-1]})
        await settled()
    page.say("ping", n=1, seen={"7": 50})
    await settled()
    readers.calls.clear()
    small_credit.committed([log.write(ROOM)])

    assert page.wire.seqs(ROOM) == list(range(1, 52))
    assert page.wire.continuous(ROOM)
    assert readers.calls == [], "live again"
    assert len([frame for frame in page.wire.of("caught_up") if frame["room"] == "7"]) == 1


async def test_events_that_come_while_one_catches_up_come_once_and_in_order(
    make_page: MakePage, log: MemoryLog, small_credit: Services, readers: ScriptedReaders
) -> None:
    page = await make_page(on=small_credit).hello(r7=on_wire(EMPTY))
    for _ in range(50):
        small_credit.committed([log.write(ROOM, BODY)])
    gate = readers.hold("events_after")
    page.say("seen", rooms={"7": 1})
    await gate.reached.wait()

    for _ in range(3):
        small_credit.committed([log.write(ROOM, BODY)])
    gate.release()
    while page.wire.seqs(ROOM)[-1] < 53:
        page.say("seen", rooms={"7": page.wire.seqs(ROOM)[-1]})
        await later(0.1)

    assert page.wire.seqs(ROOM) == list(range(1, 54))
    assert page.wire.continuous(ROOM)


async def test_one_slow_reader_costs_the_others_nothing(
    make_page: MakePage, log: MemoryLog, small_credit: Services, bob: Any
) -> None:
    slow = await make_page(on=small_credit).hello(r7=on_wire(EMPTY))
    quick = await make_page(bob, on=small_credit).hello(r7=on_wire(EMPTY))

    for seq in range(1, 51):
        small_credit.committed([log.write(ROOM, BODY)])
        assert quick.wire.seqs(ROOM)[-1] == seq
        quick.say("seen", rooms={"7": seq})

    assert slow.wire.seqs(ROOM) == [1]


@pytest.mark.parametrize("frees", ["unsubscribe", "gone"])
async def test_what_concerns_a_room_no_longer_followed_counts_no_more(
    make_page: MakePage, log: MemoryLog, small_credit: Services, frees: str
) -> None:
    log.make_room(8, {1})
    page = await make_page(on=small_credit).hello(r7=on_wire(EMPTY), r8=on_wire(EMPTY))
    small_credit.committed([log.write(ROOM, BODY)])
    small_credit.committed([log.write(8, BODY)])
    assert page.wire.seqs(8) == []

    if frees == "unsubscribe":
        page.say("unsubscribe", room="7")
    else:
        log.rooms[ROOM].members.clear()
        small_credit.committed([log.write(101, kind="left", room="7")])
    await settled()

    assert page.wire.seqs(8) == [1]
