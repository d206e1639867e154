"""From a `post` frame to its answer."""

from collections.abc import Callable

import pytest

from chat.actions import Answer, Refused
from chat.eventlog.intention import RETRY_MS
from chat.realtime import posting
from tests.unit.realtime.page import ROOM, Page
from tests.unit.realtime.posts import SOME_ID, Posts, post
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]


async def test_a_post_is_acknowledged_once_it_is_committed_and_not_before(
    make_page: MakePage, posts: Posts
) -> None:
    page = await make_page().hello()
    id = post(page, "hello")
    await later(5)
    assert page.wire.of("ack") == []

    posts.futures[0].set_result(Answer(ROOM, 43, 1_780_000_000_100))
    await settled()

    assert page.wire.frames[-1] == {
        "type": "ack",
        "id": id,
        "room": "7",
        "seq": 43,
        "at": 1_780_000_000_100,
    }


async def test_posts_go_to_the_log_in_the_order_of_their_frames(
    make_page: MakePage, posts: Posts
) -> None:
    page = await make_page().hello()

    ids = [post(page) for _ in range(10)]

    assert [str(asked["uuid"]) for asked in posts.asked] == ids


@pytest.mark.parametrize("retry_ms", [None, 1000])
async def test_a_refusal_says_why_and_whether_to_try_again(
    make_page: MakePage, posts: Posts, retry_ms: int | None
) -> None:
    page = await make_page().hello()
    id = post(page)

    posts.futures[0].set_exception(Refused("conflict", "why", retry_ms))
    await settled()

    assert page.wire.frames[-1] == {
        "type": "refused",
        "id": id,
        "code": "conflict",
        "detail": "why",
    } | ({} if retry_ms is None else {"retry_ms": retry_ms})


async def test_a_flood_is_throttled_by_the_log_so_that_what_is_done_is_still_acknowledged(
    make_page: MakePage, posts: Posts
) -> None:
    """The objection goes along with the post: idempotency comes before it."""
    page = await make_page().hello()

    for _ in range(21):
        post(page)

    objections = [asked["refusal"] for asked in posts.asked]
    assert objections[:20] == [None] * 20
    assert objections[20].code == "throttled"
    assert objections[20].retry_ms > 0


async def test_several_tabs_are_no_way_to_be_faster(make_page: MakePage, posts: Posts) -> None:
    one, other = await make_page().hello(), await make_page().hello()
    for _ in range(20):
        post(one)

    post(other)

    assert posts.asked[-1]["refusal"].code == "throttled"


async def test_more_posts_than_may_be_on_their_way_are_refused_for_now(
    make_page: MakePage, posts: Posts
) -> None:
    """The log hangs: a client that goes on posting costs no more memory than this."""
    page = await make_page().hello()
    for _ in range(posting.IN_FLIGHT):
        post(page)
    assert page.wire.of("refused") == []

    id = post(page)
    assert page.wire.last("refused")["id"] == id
    assert page.wire.last("refused")["retry_ms"] == RETRY_MS, "a writer that is behind is let be"
    assert len(posts.asked) == posting.IN_FLIGHT

    posts.futures[0].set_result(Answer(ROOM, 1, 1))
    await settled()
    post(page)
    assert len(posts.asked) == posting.IN_FLIGHT + 1


async def test_prior_and_reply_are_handed_on(make_page: MakePage, posts: Posts) -> None:
    page = await make_page().hello()

    post(page, prior=SOME_ID, reply_to={"seq": 3, "id": SOME_ID})

    asked = posts.asked[0]
    assert str(asked["prior"]) == SOME_ID
    assert (asked["reply_to"].seq, asked["reply_to"].id) == (3, SOME_ID)


@pytest.mark.parametrize("room", ["nonsense", "0", "-7", "007", "9" * 40, "７"])
async def test_a_room_id_that_cannot_be_one_is_asked_for_as_no_room(
    make_page: MakePage, posts: Posts, room: str
) -> None:
    page = await make_page().hello()

    post(page, room=room)

    assert posts.asked[0]["room_id"] == 0
