"""What clients tell of how their last connection ended: counted at once, stored in batches."""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from typing import TypeVar

from django.db import Error
from django.utils import timezone
from msgspec import UnsetType

from chat import metrics
from chat.eventlog.readers import Readers
from chat.models import CloseReport, Person
from chat.protocol.frames import LastClose
from chat.realtime.throttle import KeyedBuckets

logger = logging.getLogger(__name__)

T = TypeVar("T")

# When a process restarts all its clients come back with one: one insert for all of them.
STORE_EVERY_S = 5.0
# While the database is away the newest are kept.
WAITING_REPORTS = 2_000
# A link that breaks every few seconds is worth knowing of; the hundredth time tells no more.
REPORTS_A_MINUTE, BURST = 2, 20


class CloseReports:
    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._loop = asyncio.get_running_loop()
        self._buckets = KeyedBuckets(REPORTS_A_MINUTE / 60, BURST, self._loop.time)
        self._waiting: deque[CloseReport] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._storing: asyncio.Task[None] | None = None

    def note(self, person_id: int, told: LastClose) -> None:
        if not self._buckets.take(str(person_id)):
            metrics.reports_dropped.add()
            return
        report = _report(person_id, told)
        metrics.reports.add(str(report.code), report.cause)
        self._keep([report])
        self._store_later()

    async def stop(self) -> None:
        """Store what waits; what cannot be stored now is lost, and the log says so."""
        if self._timer is not None:
            self._timer.cancel()
        if self._storing is not None:
            await self._storing
        await self._store()
        if self._waiting:
            logger.warning("%d close reports could not be stored", len(self._waiting))

    def _store_later(self) -> None:
        if self._timer is None:
            self._timer = self._loop.call_later(STORE_EVERY_S, self._begin)

    def _begin(self) -> None:
        self._timer = None
        self._storing = asyncio.create_task(self._store())

    async def _store(self) -> None:
        batch = list(self._waiting)
        self._waiting.clear()
        if not batch:
            return
        try:
            # Not by the log's writer, which has promises to keep. If the connection is lost just
            # then a report may be stored twice: it is statistics.
            await self._readers.pages(_insert, batch)
        except Error as error:  # the readers say so, once
            logger.debug("Close reports cannot be stored now: %s", error)
            later, self._waiting = self._waiting, deque()
            self._keep([*batch, *later])
            self._store_later()

    def _keep(self, reports: Iterable[CloseReport]) -> None:
        self._waiting.extend(reports)
        while len(self._waiting) > WAITING_REPORTS:
            self._waiting.popleft()
            metrics.reports_dropped.add()


def _report(person_id: int, told: LastClose) -> CloseReport:
    cause = None if isinstance(told.cause, UnsetType) else told.cause
    return CloseReport(
        at=timezone.now(),
        person_id=person_id,
        code=_given(told.code),
        cause=cause if cause in metrics.CAUSES else metrics.OTHER,
        was_clean=_given(told.clean),
        uptime_ms=_given(told.uptime_ms),
        rtt_ms=_given(told.rtt_ms),
        attempts=_given(told.attempts),
    )


def _given(value: T | UnsetType) -> T | None:
    return None if isinstance(value, UnsetType) else value


def _insert(reports: list[CloseReport]) -> None:
    """Without those of people deleted meanwhile, who would fail the whole batch."""
    people = Person.objects.filter(pk__in={report.person_id for report in reports})
    still_there = set(people.values_list("pk", flat=True))
    CloseReport.objects.bulk_create(
        [report for report in reports if report.person_id in still_there]
    )
