"""Each fault inside the server does what its name says, and leaves all as it was."""

import signal
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, TypeVar

import pytest

from tests.chaos.checker.history import Answered, Recorder, Restored
from tests.chaos.faults import clock, crash_points, disk, hints, restore
from tests.chaos.faults.fault import Fault, named
from tests.chaos.faults.guest import Guest
from tests.chaos.site.faulty.controls import Controls
from tests.chaos.site.running import running_postgres_site, running_sqlite_site
from tests.chaos.site.site import PostgresSite, SqliteSite
from tests.servers.postgres import Postgres
from tests.servers.waiting import wait_until

pytestmark = pytest.mark.timeout(60)
Where = TypeVar("Where", PostgresSite, SqliteSite)

# A clock that was not set is no further off than this.
NEAR_S = 60
HINTED_DEADLINE_S = 10
# More than there is room for in pages that are begun.
FILLING = [f"{number} " + "x" * 3900 for number in range(12)]


def some_quick(faults: Sequence[Fault[Where]], *quick: str) -> list[Any]:
    """As parameters; all but those named only at full length."""
    return [
        pytest.param(
            fault,
            id=fault.name,
            marks=[] if any(name in fault.name for name in quick) else pytest.mark.full,
        )
        for fault in faults
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteSite]:
    with running_sqlite_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="module")
def large_site(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PostgresSite]:
    with running_postgres_site(tmp_path_factory.mktemp("site"), postgres=postgres) as running:
        yield running


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


# --- Crash points -------------------------------------------------------------------------------


def check_crash(fault: Fault[Where], site: Where, recorder: Recorder) -> None:
    with fault.apply(site, Random(1), recorder):
        statuses = [server.ended(0) for server in site.servers if not server.running]

    assert statuses == [-signal.SIGKILL]
    assert all(server.running for server in site.servers)


@pytest.mark.parametrize("fault", some_quick(crash_points.SQLITE, "before a commit"))
def test_a_process_dies_at_the_point_and_is_started_again(
    site: SqliteSite, recorder: Recorder, fault: Fault[SqliteSite]
) -> None:
    check_crash(fault, site, recorder)


@pytest.mark.full
@pytest.mark.parametrize("fault", some_quick(crash_points.POSTGRES))
def test_one_of_several_processes_dies_at_the_point_and_is_started_again(
    large_site: PostgresSite, recorder: Recorder, fault: Fault[PostgresSite]
) -> None:
    check_crash(fault, large_site, recorder)


@pytest.mark.full
def test_an_erasure_that_a_crash_interrupted_is_ended_by_the_daily_clean_up(
    site: SqliteSite, recorder: Recorder
) -> None:
    fault = named("process: SIGKILL amid an erasure", crash_points.SQLITE)
    with fault.apply(site, Random(2), recorder):
        pass

    answers = [record.outcome for record in recorder.records if isinstance(record, Answered)]
    assert answers == ["unknown", "ok"]


# --- Clocks -------------------------------------------------------------------------------------


OFF_S = {
    "clock: an hour forward, one process": 3600,
    "clock: an hour back, one process": -3600,
    "clock: ten minutes back, twice, one process": -1200,
    "clock: an hour forward, the whole machine": 3600,
    "clock: an hour back, the whole machine": -3600,
    "clock: a machine asleep for an hour": 3600,
}


@pytest.mark.parametrize("fault", some_quick(clock.SQLITE, "forward, one", "asleep"))
def test_the_clock_of_the_process_jumps_and_is_right_again(
    site: SqliteSite, recorder: Recorder, fault: Fault[SqliteSite]
) -> None:
    with fault.apply(site, Random(1), recorder):
        within_s = Guest(site).ahead_s()

    assert abs(within_s - OFF_S[fault.name]) < NEAR_S
    assert abs(Guest(site).ahead_s()) < NEAR_S


@pytest.mark.full
def test_the_clock_of_one_of_several_processes_jumps_alone(
    large_site: PostgresSite, recorder: Recorder
) -> None:
    fault = named("clock: an hour forward, one process", clock.POSTGRES)
    with fault.apply(large_site, Random(1), recorder):
        off = [round(Guest(large_site, server).ahead_s() / 3600) for server in range(3)]

    assert sorted(off) == [0, 0, 1]


# --- Hints --------------------------------------------------------------------------------------

COUNTED = {
    "hints: half dropped": "loss",
    "hints: all dropped": "loss",
    "hints: doubled": "double",
    "hints: swapped": "swap",
    "hints: 3 s late": "late",
    "hints: of another history": "foreign",
    "hints: junk and other versions": "junk",
}


@pytest.mark.full
@pytest.mark.parametrize("fault", some_quick(hints.POSTGRES))
def test_hints_are_spoilt_and_posts_are_acknowledged_all_the_same(
    large_site: PostgresSite, recorder: Recorder, fault: Fault[PostgresSite]
) -> None:
    spoilt, counted = Controls(large_site.controls), COUNTED[fault.name]
    before = spoilt.counted(f"hints-{counted}")

    with fault.apply(large_site, Random(1), recorder):
        Guest(large_site).says("1", "2", "3")
        wait_until(
            lambda: spoilt.counted(f"hints-{counted}") > before, HINTED_DEADLINE_S, "such a hint"
        )

    Guest(large_site).kept("hi")


# --- The disk, and the database -----------------------------------------------------------------


def test_on_a_full_disk_posts_are_to_come_again_and_then_do(
    site: SqliteSite, recorder: Recorder
) -> None:
    guest = Guest(site)
    with named("SQLite: disk full", disk.SQLITE).apply(site, Random(1), recorder):
        refused = [answer for answer in guest.says(*FILLING) if answer["type"] == "refused"]
        assert refused
        assert all("retry_ms" in answer for answer in refused)

    for body in FILLING:
        guest.kept(body)


@pytest.mark.full
def test_while_another_writes_posts_wait_and_then_are_kept(
    site: SqliteSite, recorder: Recorder
) -> None:
    guest = Guest(site)
    fault = named("SQLite: held by another writer", disk.SQLITE)
    with fault.apply(site, Random(1), recorder):
        (refused,) = guest.says("hi")
        assert "retry_ms" in refused

    guest.kept("hi")


def check_restored(fault: Fault[Where], site: Where, recorder: Recorder) -> None:
    guest = Guest(site)
    before = guest.kept("is kept")
    with fault.apply(site, Random(1), recorder):
        guest.kept("is lost")

    (restored,) = [record for record in recorder.records if isinstance(record, Restored)]
    assert restored.heads[before["room"]][0] == before["seq"]
    after = guest.kept("is next")
    assert after["seq"] == before["seq"] + 1


def test_a_restored_file_has_what_it_had_when_it_was_copied(
    site: SqliteSite, recorder: Recorder
) -> None:
    (fault,) = restore.SQLITE
    check_restored(fault, site, recorder)


@pytest.mark.full
def test_a_restored_database_has_what_it_had_when_it_was_copied(
    large_site: PostgresSite, recorder: Recorder
) -> None:
    (fault,) = restore.POSTGRES
    check_restored(fault, large_site, recorder)
