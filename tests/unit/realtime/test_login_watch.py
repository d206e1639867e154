"""Logins that end without an event: they expire, or somebody goes past our actions."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest
from django.db import OperationalError

from chat.models import Person
from chat.realtime.login import Login
from chat.realtime.login_watch import EVERY_S, LoginWatch
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import ScriptedReaders
from tests.unit.realtime.page import OWN_LOG, Page
from tests.unit.realtime.virtual_time import later, settled

MakePage = Callable[..., Page]


@dataclass
class Table:
    """The logins the database knows, and how many were asked for at a time."""

    logins: dict[str, Login] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)

    def look_up(self, marks: Iterable[str]) -> dict[str, Login]:
        wanted = set(marks)
        self.asked.append(len(wanted))
        return {mark: login for mark, login in self.logins.items() if mark in wanted}


@pytest.fixture
def table(alice: Person) -> Table:
    """Alice's login ends in 10 s of the loop's time, which begins at 0."""
    return Table({"login": Login(alice, "login", OWN_LOG + alice.pk, 10.0)})


class WallClock:
    """As the loop's, which begins at 0, until it is set."""

    def __init__(self) -> None:
        self.ahead_s = 0.0
        self._steady = asyncio.get_running_loop().time

    def __call__(self) -> float:
        return self._steady() + self.ahead_s


@pytest.fixture
async def clock() -> WallClock:
    return WallClock()


@pytest.fixture
async def watch(
    services: Services, readers: ScriptedReaders, table: Table, clock: WallClock
) -> LoginWatch:
    watch = LoginWatch(readers, table.look_up, clock)  # type: ignore[arg-type]
    services.login_watch = watch
    return watch


@pytest.fixture
async def page(make_page: MakePage, watch: LoginWatch, table: Table) -> Page:
    """Says nothing, which a page may for longer than these tests look."""
    page = make_page()
    page.login = table.logins["login"]
    await settled()
    return page


async def running_for(watch: LoginWatch, seconds: float) -> None:
    task = asyncio.create_task(watch.run())
    await later(seconds)
    task.cancel()


async def test_a_login_that_expires_is_closed_within_a_second(
    page: Page, watch: LoginWatch, table: Table
) -> None:
    await running_for(watch, 9.5)
    assert page.wire.closed is None

    table.logins.clear()
    await running_for(watch, 1.5)

    assert page.wire.closed == 4401


async def test_a_login_that_was_extended_meanwhile_stays(
    page: Page, watch: LoginWatch, table: Table
) -> None:
    table.logins["login"] = table.logins["login"]._replace(expires_at=1_000.0)

    await running_for(watch, 60)

    assert page.wire.closed is None
    # Once when it would have ended, and then with all others.
    assert len(table.asked) == 2


async def test_a_login_whose_row_is_deleted_past_us_is_closed_in_the_rotation(
    page: Page, watch: LoginWatch, table: Table
) -> None:
    table.logins["login"] = table.logins["login"]._replace(expires_at=1_000.0)
    await running_for(watch, 12)
    table.logins.clear()

    await running_for(watch, EVERY_S + 1)

    assert page.wire.closed == 4401


async def test_set_back_by_an_hour_the_clock_keeps_nobody_logged_in(
    page: Page, watch: LoginWatch, table: Table, clock: WallClock
) -> None:
    table.logins["login"] = table.logins["login"]._replace(expires_at=10_000.0)
    await running_for(watch, 12)
    table.logins.clear()
    clock.ahead_s = -3600

    await running_for(watch, EVERY_S + 1)

    assert page.wire.closed == 4401


async def test_set_forward_by_an_hour_the_clock_has_nobody_looked_at_all_the_time(
    page: Page, watch: LoginWatch, table: Table, clock: WallClock
) -> None:
    table.logins["login"] = table.logins["login"]._replace(expires_at=1_000_000.0)
    await running_for(watch, 12)
    clock.ahead_s = 3600

    await running_for(watch, 3 * EVERY_S)

    assert page.wire.closed is None
    assert len(table.asked) == 4


async def test_somebody_made_inactive_past_us_is_told_of_the_ban(
    page: Page, watch: LoginWatch, table: Table
) -> None:
    banned = Person(pk=1, name="Alice", is_active=False, ban_reason="spam")
    table.logins["login"] = table.logins["login"]._replace(person=banned)

    await running_for(watch, 12)

    assert page.wire.closed == 4403
    assert page.wire.last("bye")["reason"].endswith(": spam")


async def test_while_the_database_does_not_answer_everybody_stays_and_is_looked_at_after(
    page: Page, watch: LoginWatch, table: Table, readers: ScriptedReaders
) -> None:
    table.logins.clear()
    for _ in range(3):
        readers.fail("logins", OperationalError("gone"))
    await running_for(watch, 12.5)
    assert page.wire.closed is None

    await running_for(watch, 2)

    assert page.wire.closed == 4401


async def test_who_is_gone_is_not_asked_for(page: Page, watch: LoginWatch, table: Table) -> None:
    page.session.end()

    await running_for(watch, 60)

    assert table.asked == []


async def test_many_are_asked_for_in_batches(
    make_page: MakePage, watch: LoginWatch, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.realtime.login_watch.BATCH", 5)
    pages = [make_page() for _ in range(7)]
    await settled()
    for number, page in enumerate(pages):
        login = table.logins["login"]._replace(mark=f"login {number}", expires_at=5.0)
        table.logins[login.mark] = login._replace(expires_at=1_000.0)
        watch.watch(page.session, login)

    await running_for(watch, 8)

    assert table.asked == [5, 2]
