"""A process that ends sends its connections on, no faster than others take them."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from chat.actions import Answer
from chat.realtime.drain import Drain
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import ScriptedReaders
from tests.unit.realtime.page import ROOM, Page
from tests.unit.realtime.posts import Posts, post
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]
StartDrain = Callable[..., None]

# Two in a batch, a batch every 100 ms.
RECONNECTS_PER_S = 20
BATCH, BATCH_S = 2, 0.1


@pytest.fixture
async def start_drain(services: Services) -> AsyncIterator[StartDrain]:
    """`start_drain(within_s)`; cancelled after the test."""
    running: list[asyncio.Task[None]] = []

    def start(within_s: float = 15) -> None:
        drain = Drain(lambda: services.connected, RECONNECTS_PER_S)
        running.append(asyncio.create_task(drain.run(within_s)))

    yield start
    for task in running:
        task.cancel()


def gone(pages: list[Page]) -> list[Page]:
    return [page for page in pages if page.wire.closed == 4012]


async def test_connections_go_in_batches_at_the_pace_that_others_take(
    make_page: MakePage, start_drain: StartDrain
) -> None:
    pages = [await make_page().hello() for _ in range(5)]

    start_drain()
    counts = []
    for _ in range(4):
        await settled()
        counts.append(len(gone(pages)))
        await later(BATCH_S)

    assert counts == [2, 4, 5, 5]


async def test_bye_spreads_a_batch_over_the_time_until_the_next(
    make_page: MakePage, start_drain: StartDrain
) -> None:
    pages = [await make_page().hello() for _ in range(3)]

    start_drain()
    await later(2 * BATCH_S)

    byes = [page.wire.last("bye") for page in pages]
    assert sorted(bye["spread_ms"] for bye in byes) == [50, 100, 100]
    assert {bye["reconnect"] for bye in byes} == {True}


@pytest.fixture
async def leaving(make_page: MakePage, start_drain: StartDrain, posts: Posts) -> Page:
    """Its batch has come, and a post of it is not answered."""
    page = await make_page().hello()
    post(page)
    start_drain()
    await settled()
    page.wire.clear()
    return page


async def test_a_connection_works_until_its_batch(
    make_page: MakePage, start_drain: StartDrain, posts: Posts
) -> None:
    pages = [await make_page().hello() for _ in range(3)]

    start_drain()
    await settled()
    [page] = [page for page in pages if page.wire.closed is None]
    post(page)
    posts.futures[0].set_result(Answer(ROOM, 1, 1))
    await settled()

    assert page.wire.last("ack")["seq"] == 1


async def test_what_was_posted_is_answered_before_bye(leaving: Page, posts: Posts) -> None:
    assert leaving.wire.closed is None
    posts.futures[0].set_result(Answer(ROOM, 1, 1))
    await settled()

    assert leaving.wire.types() == ["ack", "bye"]


async def test_what_is_posted_too_late_is_left_for_the_resend(leaving: Page, posts: Posts) -> None:
    post(leaving, "late")
    leaving.say("ping", n=1)

    assert len(posts.asked) == 1
    assert leaving.wire.types() == ["pong"], "neither acknowledged nor refused, and still alive"


async def test_an_answer_that_does_not_come_holds_up_its_own_connection_alone_and_not_for_long(
    make_page: MakePage, start_drain: StartDrain, posts: Posts
) -> None:
    stuck, other = [await make_page().hello() for _ in range(2)]
    post(stuck)

    start_drain()
    await settled()
    assert (stuck.wire.closed, other.wire.closed) == (None, 4012)
    await later(2)

    assert stuck.wire.closed == 4012


async def test_who_is_not_welcomed_yet_is_told_too(
    make_page: MakePage, start_drain: StartDrain, readers: ScriptedReaders
) -> None:
    gate = readers.hold("logins")
    page = make_page()
    await gate.reached.wait()

    start_drain()
    await settled()

    assert page.wire.types() == ["bye"]
    assert page.wire.closed == 4012
    gate.release()


async def test_who_comes_meanwhile_is_sent_on_as_well(
    make_page: MakePage, start_drain: StartDrain
) -> None:
    start_drain()
    await later(1)

    page = make_page()
    await later(BATCH_S)

    assert page.wire.closed == 4012


async def test_those_who_came_together_do_not_go_together(
    make_page: MakePage, start_drain: StartDrain
) -> None:
    pages = [make_page() for _ in range(100)]
    await settled()

    start_drain()
    await later(24.5 * BATCH_S)

    assert len(gone(pages)) == 50
    assert gone(pages) != pages[:50]


async def test_when_time_is_up_the_rest_goes_at_once_and_comes_back_no_faster(
    make_page: MakePage, start_drain: StartDrain, caplog: pytest.LogCaptureFixture
) -> None:
    pages = [make_page() for _ in range(100)]
    await settled()

    start_drain(within_s=1)
    await later(1 + BATCH_S)

    assert len(gone(pages)) == 100
    last = max(page.wire.last("bye")["spread_ms"] for page in pages)
    assert last == pytest.approx(80 / RECONNECTS_PER_S * 1000, rel=0.1)
    assert "DRAIN_TIMEOUT_S gives more time" in caplog.text
