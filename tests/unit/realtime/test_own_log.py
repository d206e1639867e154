"""What a person's own log says is obeyed: the end of logins, and bans."""

from collections.abc import Callable

import pytest

from chat.models import Person
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog
from tests.unit.realtime.page import ROOM, Page
from tests.unit.realtime.virtual_time import settled

MakePage = Callable[..., Page]
ALICES_LOG = 101


async def test_all_logins_end_but_those_named(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    kept, other = make_page(mark="kept"), make_page(mark="other")
    await settled()

    services.committed([log.write(ALICES_LOG, kind="ended", but=["kept"])])

    assert (kept.wire.closed, other.wire.closed) == (None, 4401)


async def test_who_is_banned_is_told_why_and_gets_nothing_after(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    page = await make_page().hello()
    page.say("subscribe", room=str(ROOM))
    await settled()
    page.wire.clear()

    banned = log.write(ALICES_LOG, kind="banned", reason="spam")
    services.committed([log.write(ROOM), banned])
    services.committed([log.write(ROOM)])

    assert page.wire.types() == ["bye"]
    bye = page.wire.last("bye")
    assert (bye["code"], bye["reconnect"]) == (4403, False)
    assert bye["reason"] == "You are banned from this site: spam"
    assert page.wire.closed == 4403


@pytest.mark.parametrize(
    ("reason", "words"), [("", "You are banned from this site."), ("spam", "site: spam")]
)
async def test_a_banned_cookie_is_told_of_the_ban_and_not_to_log_in(
    services: Services, reason: str, words: str
) -> None:
    page = Page(services, Person(pk=1, name="Alice", is_active=False, ban_reason=reason))
    await settled()

    assert page.wire.types() == ["bye"]
    assert page.wire.last("bye")["reason"].endswith(words)
    assert page.wire.closed == 4403


async def test_a_ban_that_comes_while_one_is_welcomed_is_obeyed(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    page = make_page()
    page.say("hello")
    await settled()
    page.wire.clear()

    services.committed([log.write(ALICES_LOG, kind="banned", reason="")])

    assert page.wire.closed == 4403


async def test_a_guest_who_became_an_account_goes_on_under_the_new_name(
    make_page: MakePage, services: Services, log: MemoryLog, alice: Person
) -> None:
    page = make_page(alice)
    await settled()
    services.committed([log.write(ALICES_LOG, kind="account", name="Alice A.")])
    services.committed([log.write(ALICES_LOG, kind="ended", but=["login"])])

    assert (alice.name, page.wire.closed) == ("Alice A.", None)


async def test_who_comes_to_own_a_room_is_sent_how_they_see_it_now(
    make_page: MakePage, services: Services, log: MemoryLog
) -> None:
    page = await make_page().hello()
    page.wire.clear()

    services.committed([log.write(ALICES_LOG, kind="role", room=str(ROOM), role="owner")])
    await settled()

    assert [frame["room"]["id"] for frame in page.wire.of("room")] == [str(ROOM)]
