"""C2, C9, C12 and C15 of docs/pitfalls.md, the server's side."""

from collections.abc import Callable

import pytest

from chat.models import Person
from chat.protocol.position import EMPTY
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.posts import Posts, post
from tests.unit.realtime.virtual_time import later

MakePage = Callable[..., Page]


async def test_c2_a_half_open_connection_is_freed_and_what_went_into_the_void_comes_again(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    before = await make_page().hello(r7=on_wire(EMPTY))
    services.committed([log.write(ROOM)])  # sent, and nobody got it

    await later(24.1)
    after = await make_page().hello(r7=on_wire(EMPTY))

    assert before.wire.closed == 4408
    assert list(services.sessions.values()) == [after.session]
    assert after.wire.seqs(ROOM) == [1]


@pytest.mark.parametrize("frame", ["{", "[1]", '{"type":"post","id":7}', '{"type":"nonsense"}'])
async def test_c9_a_malformed_frame_costs_an_answer_and_no_more(
    make_page: MakePage, frame: str
) -> None:
    page = await make_page().hello()
    page.wire.clear()

    page.session.receive_text(frame)
    page.say("ping", n=1)

    assert page.wire.types() == ["error", "pong"]
    assert page.wire.closed is None


async def test_c12_a_slow_query_holds_up_no_heartbeat(
    make_page: MakePage, readers: ScriptedReaders
) -> None:
    page = await make_page().hello()
    gate = readers.hold("opening")
    page.say("subscribe", room=str(ROOM))
    await gate.reached.wait()

    page.say("ping", n=1)

    assert page.wire.last("pong")["n"] == 1
    gate.release()


async def test_c15_a_frame_ends_in_the_action_that_views_and_admin_call(
    make_page: MakePage, alice: Person, posts: Posts
) -> None:
    page = await make_page().hello()

    post(page, "hello")

    [asked] = posts.asked
    assert (asked["by"], asked["room_id"], asked["body"]) == (alice, ROOM, "hello")
