"""From a connection to a conversation: hello, welcome, and what may come before it."""

from collections.abc import Callable

import pytest
from django.db import OperationalError

from chat.protocol.frames import FRAME_BYTES
from chat.realtime.services import Services
from chat.realtime.session import EARLY_FRAMES
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.posts import Posts, post
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]


# --- Hello --------------------------------------------------------------------------------------


async def test_hello_is_welcomed_with_who_one_is_the_limits_and_the_rooms(
    make_page: MakePage, log: MemoryLog
) -> None:
    log.write(ROOM)

    page = await make_page().hello()

    welcome = page.wire.frames[0]
    assert welcome["type"] == "welcome"
    assert welcome["you"] == {"id": "1", "name": "Alice"}
    assert welcome["heartbeat"] == {"interval_ms": 10_000, "timeout_ms": 4_000}
    assert welcome["limits"] == {
        "frame_bytes": 65536,
        "body_chars": 4000,
        "unseen_bytes": 262144,
        "posts_per_s": 5,
    }
    assert [room["id"] for room in welcome["rooms"]] == ["101", "7"]
    assert welcome["rooms"][1]["head"] == on_wire(log.head(ROOM))


async def test_a_second_hello_is_an_error(make_page: MakePage) -> None:
    page = await make_page().hello()

    await page.hello()

    assert page.wire.last("error")["code"] == "bad-frame"
    assert len(page.wire.of("welcome")) == 1
    assert page.wire.closed is None


async def test_who_is_not_logged_in_learns_why_and_is_closed_with_4401(
    services: Services,
) -> None:
    page = Page(services, None)
    await settled()

    assert page.wire.frames == [
        {
            "type": "bye",
            "code": 4401,
            "reason": "You are not logged in.",
            "reconnect": False,
            "retry_ms": 0,
            "spread_ms": 0,
        }
    ]
    assert page.wire.closed == 4401


async def test_a_login_that_ends_before_its_end_could_be_heard_is_not_welcomed(
    make_page: MakePage, readers: ScriptedReaders
) -> None:
    """Looked up, and gone from the table before its own log is followed."""
    gate = readers.hold("head")
    page = make_page()
    page.say("hello")
    await gate.reached.wait()

    page.login = None
    gate.release()
    await settled()

    assert page.wire.types() == ["bye"]
    assert page.wire.closed == 4401


@pytest.mark.parametrize("read", ["head", "rooms_of"])
async def test_a_login_that_ends_while_it_is_welcomed_is_closed(
    make_page: MakePage,
    services: Services,
    log: MemoryLog,
    readers: ScriptedReaders,
    read: str,
) -> None:
    gate = readers.hold(read)
    page = make_page()
    page.say("hello")
    await gate.reached.wait()

    services.committed([log.write(101, kind="ended", login="login")])
    await settled()
    gate.release()
    await settled()

    assert page.wire.types() == ["bye"]
    assert page.wire.closed == 4401


async def test_a_login_that_ends_is_closed_though_it_never_said_hello(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    """As older clients never do."""
    page = make_page()
    await settled()

    services.committed([log.write(101, kind="ended", login="login")])

    assert page.wire.closed == 4401


async def test_a_database_away_at_hello_says_to_come_back(
    make_page: MakePage, readers: ScriptedReaders
) -> None:
    readers.fail("rooms_of", OperationalError("gone"))

    page = await make_page().hello()

    bye = page.wire.last("bye")
    assert page.wire.closed == bye["code"] == 4013
    assert bye["reconnect"] is True
    assert bye["retry_ms"] > 0 < bye["spread_ms"]


async def test_welcome_is_cut_and_the_other_rooms_follow(
    make_page: MakePage, log: MemoryLog
) -> None:
    for id in range(1000, 1600):
        log.make_room(id, {1})

    page = await make_page().hello()

    welcome, *others = page.wire.frames
    assert len(page.wire.texts[0]) <= FRAME_BYTES + 1024, "cut near it"
    named = [room["id"] for room in welcome["rooms"]]
    named += [frame["room"]["id"] for frame in others if frame["type"] == "room"]
    assert len(named) == len(set(named)) == 602


async def test_nothing_typed_is_sent_before_hello(make_page: MakePage, services: Services) -> None:
    page = make_page()
    await later(100)

    assert page.wire.frames == []


# --- Before hello -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "frame",
    [
        '{"type":"post","id":"x"}',
        '{"type":"seen","rooms":{"7":1}}',
        '{"type":"nonsense"}',
        '{"type":"subscribe","room":"7"}',
        "{}",
        "[]",
    ],
)
async def test_before_hello_other_frames_are_told_to_say_hello(
    make_page: MakePage, frame: str
) -> None:
    page = make_page()

    page.session.receive_text(frame)

    assert page.wire.last("error")["code"] == "hello-first"
    assert page.wire.closed is None


@pytest.mark.parametrize(
    ("beat", "answer"),
    [
        ("ping", "pong"),
        ('"2024-01-01"', '"2024-01-01"'),
        ('{"message":"now","interval":15000}', '{"message":"now","interval":15000}'),
        ('{"contentType":"hert","content":"pong"}', '{"contentType":"hert","content":"pong"}'),
    ],
)
async def test_older_clients_beats_are_answered_before_and_after_hello(
    make_page: MakePage, beat: str, answer: str
) -> None:
    page = make_page()
    page.session.receive_text(beat)
    assert page.wire.texts == [answer]

    await page.hello()
    page.session.receive_text(beat)

    assert page.wire.texts[-1] == answer


async def test_a_client_without_hello_may_send_rubbish_for_ever(make_page: MakePage) -> None:
    page = make_page()

    for _ in range(1000):
        page.session.receive_text('{"socketType":"x","action":"getData"}')

    assert page.wire.closed is None


async def test_frames_between_hello_and_welcome_wait_their_turn(
    make_page: MakePage, log: MemoryLog, posts: Posts
) -> None:
    page = make_page()
    page.say("hello")
    ids = [post(page, f"{number}") for number in range(3)]
    await settled()

    assert [str(asked["uuid"]) for asked in posts.asked] == ids
    assert page.wire.types()[0] == "welcome"


async def test_more_early_frames_than_anybody_needs_are_refused(
    make_page: MakePage, posts: Posts
) -> None:
    page = make_page()
    page.say("hello")

    for _ in range(EARLY_FRAMES + 1):
        post(page)

    assert page.wire.last("error")["code"] == "hello-first"
    await settled()
    assert len(posts.asked) == EARLY_FRAMES
