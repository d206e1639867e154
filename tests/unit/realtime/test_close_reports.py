"""What clients tell of their last close is counted, bounded, and stored in batches."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from msgspec import UNSET

from chat.models import CloseReport
from chat.protocol.frames import LastClose
from chat.realtime import close_reports
from chat.realtime.close_reports import BURST, STORE_EVERY_S, WAITING_REPORTS, CloseReports
from chat.realtime.services import Services
from tests.unit.metrics.moving import moves, value
from tests.unit.realtime.memory_log import ScriptedReaders
from tests.unit.realtime.page import Page
from tests.unit.realtime.virtual_time import later, settled

LOST = LastClose(code=1006, clean=False, cause="network", uptime_ms=1000, rtt_ms=2.5, attempts=3)


class Table:
    """Stands for the database; `away` makes it fail."""

    def __init__(self) -> None:
        self.batches: list[list[CloseReport]] = []
        self.away = False

    def insert(self, reports: list[CloseReport]) -> None:
        if self.away:
            raise OperationalError("it is away")
        self.batches.append(reports)

    @property
    def people(self) -> list[int]:
        return [report.person_id for batch in self.batches for report in batch]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    table = Table()
    monkeypatch.setattr(close_reports, "_insert", table.insert)
    return table


@pytest.fixture
async def reports(table: Table, readers: ScriptedReaders) -> CloseReports:
    return CloseReports(readers)  # type: ignore[arg-type]


async def stored(reports: CloseReports) -> None:
    """The next try to store them has come to its end."""
    await later(STORE_EVERY_S)
    assert reports._storing is not None
    await reports._storing


async def test_what_many_tell_is_stored_at_once(table: Table, reports: CloseReports) -> None:
    for person in range(1, 101):
        reports.note(person, LOST)
    assert table.batches == []

    await stored(reports)

    assert [len(batch) for batch in table.batches] == [100]


async def test_a_report_holds_what_was_told_and_no_text(
    table: Table, reports: CloseReports
) -> None:
    reports.note(7, LastClose(1006, "anything at all", False, "network", 1000, 2.5, 3))
    await stored(reports)

    [report] = table.batches[0]
    told = {field.name: getattr(report, field.attname) for field in CloseReport._meta.fields}
    del told["at"], told["id"]
    assert told == {
        "person": 7,
        "code": 1006,
        "cause": "network",
        "was_clean": False,
        "uptime_ms": 1000,
        "rtt_ms": 2.5,
        "attempts": 3,
    }


async def test_what_was_left_out_is_not_made_up(table: Table, reports: CloseReports) -> None:
    reports.note(7, LastClose())
    await stored(reports)

    [report] = table.batches[0]
    assert (report.code, report.cause, report.was_clean, report.rtt_ms) == (
        None,
        "other",
        None,
        None,
    )


async def test_it_is_counted_by_code_and_cause(reports: CloseReports) -> None:
    with (
        moves("lifeline_close_reports_total", code="1006", cause="network"),
        moves("lifeline_close_reports_total", code="other", cause="other", by=2),
    ):
        reports.note(7, LOST)
        reports.note(7, LastClose(code=4321, cause="I made this up"))
        reports.note(7, LastClose(code=UNSET))


async def test_who_tells_too_much_is_not_listened_to(table: Table, reports: CloseReports) -> None:
    with moves("lifeline_close_reports_dropped_total", by=5):
        for _ in range(BURST + 5):
            reports.note(7, LOST)
        reports.note(8, LOST)
    await stored(reports)

    assert table.people == [7] * BURST + [8]


async def test_while_the_database_is_away_they_wait_in_order(
    table: Table, reports: CloseReports
) -> None:
    table.away = True
    for person in (1, 2):
        reports.note(person, LOST)
        await stored(reports)
    table.away = False
    await stored(reports)

    assert table.people == [1, 2]


async def test_what_waits_is_bounded_and_what_is_dropped_is_counted(
    table: Table, reports: CloseReports
) -> None:
    table.away = True
    with moves("lifeline_close_reports_dropped_total", by=10):
        for person in range(WAITING_REPORTS + 10):
            reports.note(person, LOST)
    table.away = False
    await stored(reports)

    assert table.people == list(range(10, WAITING_REPORTS + 10))


async def test_a_stop_stores_what_waits(table: Table, reports: CloseReports) -> None:
    reports.note(7, LOST)

    await reports.stop()

    assert table.people == [7]


async def test_hello_tells_it(
    table: Table, make_page: Callable[..., Page], services: Services
) -> None:
    page = make_page()
    page.say("hello", last_close={"code": 1006, "cause": "heartbeat"})
    await settled()
    await services.close_reports.stop()

    assert table.people == [page.person.pk if page.person else None]
    assert value("lifeline_close_reports_total", code="1006", cause="heartbeat") >= 1
