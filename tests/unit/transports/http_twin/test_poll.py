"""A long poll ends as soon as there is something worth telling, since it may arrive only then."""

from collections.abc import Awaitable, Callable

import pytest

from chat.protocol.position import EMPTY
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog
from tests.unit.realtime.page import ROOM, on_wire
from tests.unit.realtime.virtual_time import later, settled
from tests.unit.transports.http_twin.request import STREAM, Request

Make = Callable[..., Awaitable[Request]]
HELLO = {"type": "hello", "rooms": {str(ROOM): on_wire(EMPTY)}}


async def test_of_no_seconds_it_ends_once_all_that_was_named_is_caught_up(
    request_: Make, log: MemoryLog
) -> None:
    log.write(ROOM)

    poll = await request_(STREAM, [HELLO], query="poll=0")

    assert poll.types() == ["welcome", "caught_up", "events", "caught_up"]
    assert poll.over


async def test_a_newcomer_s_ends_with_the_welcome(request_: Make) -> None:
    poll = await request_(STREAM, [{"type": "hello"}], query="poll=0")

    assert poll.types()[0] == "welcome"
    assert poll.over


async def test_rooms_subscribed_to_are_waited_for_too(request_: Make) -> None:
    subscribe = {"type": "subscribe", "room": str(ROOM)}

    poll = await request_(STREAM, [{"type": "hello"}, subscribe], query="poll=0")

    assert poll.over
    assert poll.last("caught_up")["room"] == str(ROOM)


async def test_one_that_may_wait_ends_with_the_first_event(
    request_: Make, services: Services, log: MemoryLog
) -> None:
    poll = await request_(STREAM, [HELLO], query="poll=25")
    await later(10)
    assert not poll.over

    services.committed([log.write(ROOM, "now")])
    await settled()

    assert poll.last("events")["events"][0]["body"] == "now"
    assert poll.over


async def test_what_was_missed_is_told_without_waiting_for_more(
    request_: Make, log: MemoryLog
) -> None:
    log.write(ROOM)

    poll = await request_(STREAM, [HELLO], query="poll=25")

    assert poll.over


async def test_a_room_that_is_gone_is_news(request_: Make) -> None:
    hello = {"type": "hello", "rooms": {"999": on_wire(EMPTY)}}

    poll = await request_(STREAM, [hello], query="poll=25")

    assert poll.last("gone")["room"] == "999"
    assert poll.over


async def test_a_room_that_changed_is_news(request_: Make, services: Services) -> None:
    poll = await request_(STREAM, [HELLO], query="poll=25")

    next(iter(services.connected)).tell(ROOM)
    await settled()

    assert poll.types()[-1] == "room"
    assert poll.over


async def test_who_comes_and_who_types_ends_no_poll(request_: Make, services: Services) -> None:
    """Each would begin the next one, of everybody."""
    poll = await request_(STREAM, [HELLO], query="poll=25")

    await request_(STREAM, [HELLO])
    await later(2)

    assert not poll.over


async def test_with_no_news_it_ends_in_time_and_with_a_beat(request_: Make) -> None:
    poll = await request_(STREAM, [HELLO], query="poll=25")

    await later(25)

    assert poll.over
    assert "ping" in poll.types()


async def test_one_waits_no_longer_than_it_was_asked_to(request_: Make) -> None:
    poll = await request_(STREAM, [HELLO], query="poll=5")
    await later(4)
    assert not poll.over

    await later(1)

    assert poll.over


@pytest.mark.parametrize(
    "query", ["poll=26", "poll=-1", "poll=", "poll=x", "poll=" + "1" * 4_400, "poll=" + "0" * 4_400]
)
async def test_another_wait_is_refused(request_: Make, query: str) -> None:
    assert (await request_(STREAM, [HELLO], query=query)).refusal == (400, "bad-frame")
