"""One client's frames, and what each is answered; transports are not needed for it."""

from collections.abc import Callable

import pytest
from django.db import OperationalError

from chat.actions import Answer
from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.services import Services
from chat.realtime.session import Session
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page, Wire, on_wire
from tests.unit.realtime.posts import Posts, post
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]


# --- Heartbeat ----------------------------------------------------------------------------------


async def test_a_ping_is_answered_at_once_with_its_number(make_page: MakePage) -> None:
    page = await make_page().hello()

    page.say("ping", n=17)

    assert page.wire.frames[-1] == {"type": "pong", "n": 17}


async def test_a_ping_is_answered_while_the_database_hangs(
    make_page: MakePage, readers: ScriptedReaders, log: MemoryLog
) -> None:
    page = await make_page().hello()
    gate = readers.hold("opening")
    page.say("subscribe", room="7")
    await gate.reached.wait()

    page.say("ping", n=1)

    assert page.wire.last("pong")["n"] == 1
    gate.release()


async def test_who_falls_silent_is_pinged_then_closed_with_4408(make_page: MakePage) -> None:
    page = await make_page().hello()

    await later(20.1)
    assert page.wire.frames[-1] == {"type": "ping", "n": 1}
    await later(4)

    assert page.wire.last("bye")["reconnect"] is True
    assert page.wire.closed == 4408


async def test_an_answered_ping_keeps_the_connection(make_page: MakePage) -> None:
    page = await make_page().hello()

    for n in range(1, 10):
        await later(20.1)
        page.say("pong", n=n)

    assert page.wire.closed is None


# --- The end ------------------------------------------------------------------------------------


async def test_after_the_end_nothing_is_sent_or_taken(
    make_page: MakePage, services: Services, log: MemoryLog, posts: Posts
) -> None:
    page = await make_page().hello(r7=on_wire(EMPTY))
    post(page)
    page.wire.clear()

    page.session.end()
    page.session.end()
    posts.futures[0].set_result(Answer(ROOM, 1, 1))
    services.committed([log.write(ROOM)])
    page.say("ping")
    post(page)
    await later(1000)

    assert page.wire.frames == []
    assert len(posts.asked) == 1
    assert services.hub.topics == {}
    assert services.sessions == {}
    assert services.sessions_of == {}


@pytest.mark.parametrize("read", ["logins", "head", "rooms_of", "opening", "events_after"])
async def test_a_session_that_ends_while_something_is_read_leaves_nothing_behind(
    make_page: MakePage,
    services: Services,
    log: MemoryLog,
    readers: ScriptedReaders,
    read: str,
) -> None:
    log.write(ROOM)
    gate = readers.hold(read)
    page = make_page()
    page.say("hello", rooms={"7": on_wire(EMPTY)})
    await gate.reached.wait()

    page.session.end()
    gate.release()
    await settled()

    assert services.hub.topics == {}
    assert services.sessions == {}
    assert services.sessions_of == {}


async def test_a_session_that_ends_at_the_second_look_at_its_login_leaves_nothing_behind(
    make_page: MakePage, services: Services, readers: ScriptedReaders
) -> None:
    first, second = readers.hold("logins"), readers.hold("logins")
    page = make_page()
    await first.reached.wait()
    first.release()
    await second.reached.wait()
    assert services.hub.topics, "the own log is followed by now"

    page.session.end()
    second.release()
    await settled()

    assert services.hub.topics == {}


async def test_a_second_look_at_the_login_that_fails_leaves_nothing_behind(
    make_page: MakePage, services: Services, readers: ScriptedReaders
) -> None:
    first = readers.hold("logins")
    page = make_page()
    await first.reached.wait()
    readers.fail("logins", OperationalError("gone"))
    first.release()
    await settled()

    assert page.wire.closed == 4013
    assert services.hub.topics == {}


async def test_a_login_that_ends_closes_its_sockets_and_no_others(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    ended = await make_page(mark="this").hello()
    other = await make_page(mark="that").hello()

    services.committed([log.write(101, kind="ended", login="this")])
    await settled()

    assert ended.wire.last("bye")["code"] == ended.wire.closed == 4401
    assert ended.wire.last("bye")["reconnect"] is False
    assert other.wire.closed is None


async def test_a_newer_connection_of_the_page_replaces_the_older_one(make_page: MakePage) -> None:
    older, newer = await make_page().hello(), make_page()

    newer.say("hello", replaces=older.wire.last("welcome")["session"])
    await settled()

    assert older.wire.closed == 4409
    assert older.wire.last("bye")["reconnect"] is False
    assert newer.wire.closed is None


@pytest.mark.parametrize("session", ["nonsense", "of Bob"])
async def test_a_session_that_is_not_ones_own_is_not_replaced(
    make_page: MakePage, bob: Person, session: str
) -> None:
    bobs, page = await make_page(bob).hello(), make_page()
    if session == "of Bob":
        session = bobs.wire.last("welcome")["session"]

    page.say("hello", replaces=session)
    await settled()

    assert bobs.wire.closed is None
    assert page.wire.of("welcome")


async def test_words_for_people_are_in_their_language(services: Services) -> None:
    wire = Wire()
    Session(services, wire, lambda: None, "zh-hans")
    await settled()

    assert (
        wire.last("bye")["reason"] == "您还没有登录。" or not wire.last("bye")["reason"].isascii()
    )
