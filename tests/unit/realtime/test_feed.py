"""A subscription: every event once and in order, from wherever the client stands to live."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from chat.protocol.position import EMPTY, Position
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]


# --- How a subscription begins ------------------------------------------------------------------


async def test_from_a_position_the_rest_is_replayed_then_caught_up(
    make_page: MakePage, log: MemoryLog
) -> None:
    entries = [log.write(ROOM) for _ in range(5)]

    page = await make_page().hello(r7=on_wire(entries[1].after))

    assert page.wire.seqs(ROOM) == [3, 4, 5]
    assert page.wire.continuous(ROOM, entries[1].after)
    assert page.wire.last("caught_up") == {
        "type": "caught_up",
        "room": "7",
        "head": on_wire(log.head(ROOM)),
    }


async def test_from_the_empty_log_everything_is_replayed(
    make_page: MakePage, log: MemoryLog
) -> None:
    for _ in range(5):
        log.write(ROOM)

    page = await make_page().hello(r7=on_wire(EMPTY))

    assert page.wire.seqs(ROOM) == [1, 2, 3, 4, 5]


async def test_without_a_position_it_is_live_from_the_head(
    make_page: MakePage, log: MemoryLog, services: Services
) -> None:
    log.write(ROOM)
    head = log.head(ROOM)
    page = await make_page().hello()

    page.say("subscribe", room="7")
    await settled()
    services.committed([log.write(ROOM)])

    assert page.wire.of("caught_up")[-1]["head"] == on_wire(head)
    assert page.wire.seqs(ROOM) == [2]


async def test_of_a_room_not_named_nothing_is_sent(
    make_page: MakePage, log: MemoryLog, services: Services
) -> None:
    page = await make_page().hello()

    services.committed([log.write(ROOM)])
    await later(1)

    assert page.wire.seqs(ROOM) == []


async def test_live_events_come_at_once_without_reading(
    make_page: MakePage, log: MemoryLog, services: Services, readers: ScriptedReaders
) -> None:
    page = await make_page().hello(r7=on_wire(EMPTY))
    readers.calls.clear()

    services.committed([log.write(ROOM)])

    assert page.wire.seqs(ROOM) == [1]
    assert readers.calls == []


@pytest.mark.parametrize(
    "since",
    [Position(1, "f" * 16), Position(9, "0" * 16), Position(0, "f" * 16)],
    ids=["another digest", "beyond the head", "no beginning"],
)
async def test_a_position_of_another_history_is_reset(
    make_page: MakePage, log: MemoryLog, services: Services, since: Position
) -> None:
    log.write(ROOM, "one")
    log.write(ROOM, "two")

    page = await make_page().hello(r7=on_wire(since))

    reset = page.wire.last("reset")
    assert [message["body"] for message in reset["messages"]] == ["one", "two"]
    assert reset["head"] == on_wire(log.head(ROOM))
    assert [frame for frame in page.wire.of("caught_up") if frame["room"] == "7"] == []
    services.committed([log.write(ROOM)])
    assert page.wire.seqs(ROOM) == [3], "and from its head it goes on live"


async def test_a_second_subscription_moves_the_cursor(
    make_page: MakePage, log: MemoryLog, services: Services
) -> None:
    entries = [log.write(ROOM) for _ in range(3)]
    page = await make_page().hello(r7=on_wire(log.head(ROOM)))
    page.wire.clear()

    page.say("subscribe", room="7", from_=on_wire(entries[0].after))
    await settled()
    services.committed([log.write(ROOM)])

    assert page.wire.seqs(ROOM) == [2, 3, 4]
    assert len(page.wire.of("caught_up")) == 1


async def test_each_subscribe_has_one_caught_up(make_page: MakePage, log: MemoryLog) -> None:
    """Those too that came before the first was served."""
    log.write(ROOM)
    page = await make_page().hello()
    page.wire.clear()

    for _ in range(3):
        page.say("subscribe", room="7")
    await later(1)

    assert [frame["room"] for frame in page.wire.of("caught_up")] == ["7", "7", "7"]


async def test_after_unsubscribing_nothing_comes_any_more(
    make_page: MakePage, log: MemoryLog, services: Services
) -> None:
    page = await make_page().hello(r7=on_wire(EMPTY))

    page.say("unsubscribe", room="7")
    services.committed([log.write(ROOM)])
    await later(1)

    assert page.wire.seqs(ROOM) == []
    assert ROOM not in services.hub.topics


# --- What happens meanwhile ---------------------------------------------------------------------


@pytest.mark.parametrize("read", ["head", "opening", "events_after"])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_events_that_come_while_something_is_read_come_once_and_in_order(
    make_page: MakePage,
    log: MemoryLog,
    services: Services,
    readers: ScriptedReaders,
    read: str,
    when: Any,
) -> None:
    page = await make_page().hello()
    for _ in range(3):
        log.write(ROOM)
    gate = readers.hold(read, when)
    page.say("subscribe", room="7", from_=on_wire(EMPTY))
    await gate.reached.wait()

    services.committed([log.write(ROOM)])
    await settled()
    services.committed([log.write(ROOM), log.write(ROOM)])
    gate.release()
    await later(1)
    services.committed([log.write(ROOM)])

    assert page.wire.seqs(ROOM) == [1, 2, 3, 4, 5, 6, 7]
    assert page.wire.continuous(ROOM)
    assert len([frame for frame in page.wire.of("caught_up") if frame["room"] == "7"]) == 1


async def test_a_database_away_delays_a_replay_and_loses_nothing(
    make_page: MakePage, log: MemoryLog, services: Services, readers: ScriptedReaders
) -> None:
    page = await make_page().hello()
    for _ in range(3):
        log.write(ROOM)
    for read in ("head", "opening", "events_after"):
        readers.fail(read, OperationalError("gone"))

    page.say("subscribe", room="7", from_=on_wire(EMPTY))
    services.committed([log.write(ROOM)])
    await later(10)

    assert page.wire.seqs(ROOM) == [1, 2, 3, 4]
    assert page.wire.closed is None


async def test_a_log_that_was_restored_while_a_subscription_opens_is_reset(
    make_page: MakePage, log: MemoryLog, services: Services, readers: ScriptedReaders
) -> None:
    page = await make_page().hello()
    log.write(ROOM)
    gate = readers.hold("opening")
    page.say("subscribe", room="7", from_=on_wire(log.head(ROOM)))
    await gate.reached.wait()

    log.rewind(ROOM, 0)
    log.write(ROOM, "another", history="restored")
    services.committed([log.write(ROOM, "tail", history="restored")])
    await later(1)
    gate.release()
    await later(1)

    assert page.wire.seqs(ROOM) == []
    assert page.wire.last("reset")["head"] == on_wire(log.head(ROOM))


async def test_a_log_that_was_restored_under_live_members_is_reset_once(
    make_page: MakePage, log: MemoryLog, services: Services
) -> None:
    page = await make_page().hello(r7=on_wire(EMPTY))
    services.committed([log.write(ROOM), log.write(ROOM)])
    log.rewind(ROOM, 1)

    services.committed([log.write(ROOM, "another", history="restored")])
    await later(1)
    services.committed([log.write(ROOM)])

    assert len(page.wire.of("reset")) == 1
    assert page.wire.last("reset")["head"]["seq"] == 2
    assert page.wire.seqs(ROOM) == [1, 2, 3]
