"""The only writer of history: one thread with one connection and a queue.

All that waits is taken into one transaction (group commit). The callers' futures resolve after the
COMMIT, never before: an acknowledgement means kept.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from time import monotonic, perf_counter, sleep
from typing import NamedTuple

from django.db import (
    IntegrityError,
    connection,
    reset_queries,
    transaction,
)

from chat import metrics
from chat.eventlog.entry import Entry
from chat.eventlog.intention import Answer, Intention, Refused
from chat.eventlog.lost_connection import let_go_of_cursors, usable
from chat.eventlog.refusals import Refusals
from chat.eventlog.transaction import Transaction

logger = logging.getLogger(__name__)

# Enough that a full queue costs one commit in hundreds, few enough that nobody waits for long.
BATCH = 256
# While several write at once, the first waits so long for the others: one commit and one frame for
# each reader then do for all (docs/measurements.md). Who writes alone is not kept waiting.
GATHER_S = 0.001
# Several do until so long after the last commit for several.
LIVELY_S = 0.1
# A room that another process is writing to is free again in a few milliseconds. One that is held
# for longer (somebody's open transaction) is not waited for again before HELD_S: the posts to other
# rooms behind it would wait too.
PATIENCE_MS = 200
HELD_S = 2.0

Publish = Callable[[list[Entry]], None]


class Job(NamedTuple):
    intention: Intention
    future: "Future[Answer]"


class Outcome(NamedTuple):
    """What a transaction came to, told to the callers only once it is committed.

    The answer is None of those that were left out: somebody else holds a room they need.
    """

    answers: list[Answer | Refused | None]
    entries: list[Entry]


class Writer:
    def __init__(self) -> None:
        # Called on the writer's thread with what each commit wrote, in order.
        self.publish: Publish = lambda entries: None
        # Rooms whose rows somebody else was seen to hold, and until when they are not waited for.
        self._held_until: dict[int, float] = {}
        self._refusals = Refusals()
        self._lively_until = 0.0
        self._in_doubt = False  # whether the last COMMIT was begun: if it failed, nobody knows
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        metrics.writer_waiting.set_function(self._queue.qsize)
        self._thread = threading.Thread(target=self._run, name="eventlog-writer", daemon=True)
        self._thread.start()

    def submit(self, intention: Intention) -> "Future[Answer]":
        """Done in the order submitted. The future raises Refused if it was not done."""
        future: Future[Answer] = Future()
        future.set_running_or_notify_cancel()  # what is submitted is done, awaited or not
        self._queue.put(Job(intention, future))
        return future

    def stop(self) -> None:
        """Returns once all that was submitted is answered and the connection is closed."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while (job := self._queue.get()) is not None:
                batch, last = self._with_all_that_waits(job)
                try:
                    self._process(batch)
                except Exception as error:  # a fault of ours: nobody else would write
                    self._refuse(batch, error)
                reset_queries()  # with DEBUG on, Django keeps what was run: bodies, for ever
                if last:
                    break
        finally:
            connection.close()

    def _with_all_that_waits(self, first: Job) -> tuple[list[Job], bool]:
        if monotonic() < self._lively_until:
            sleep(GATHER_S)
        batch = [first]
        while len(batch) < BATCH:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                return batch, True
            batch.append(job)
        if len(batch) > 1:
            self._lively_until = monotonic() + LIVELY_S
        return batch, False

    def _process(self, batch: list[Job]) -> None:
        """Who needs a room that is held waits for it, once the others are answered."""
        left_out = self._attempt(batch)
        if waiting := [job for job in left_out if not self._known_held(job)]:
            self._attempt(waiting, PATIENCE_MS)
        if left_out:
            self._refusals.because_held([job.future for job in left_out])

    def _attempt(self, batch: list[Job], patience_ms: int = 0) -> list[Job]:
        """One bad entry never fails its neighbours: if all together fail, each goes alone.

        Returns those that were left out. With patience none are, unless it was in vain.
        """
        try:
            return self._commit_and_answer(batch, patience_ms)
        except Exception as error:
            metrics.commits_failed.add()
            let_go_of_cursors(error)
            if patience_ms and _in_vain(error) and usable():
                self._note_held(left_out := self._attempt(batch))
                return left_out
            # An id that another process was just storing is there at the second look.
            same_id = isinstance(error, IntegrityError)
            worth_another_try = len(batch) > 1 or self._in_doubt or same_id
            if worth_another_try and usable():
                return self._one_by_one(batch)
            self._refuse(batch, error)
            return []

    def _one_by_one(self, batch: list[Job]) -> list[Job]:
        left_out: list[Job] = []
        for job in batch:
            try:
                left_out += self._commit_and_answer([job], patience_ms=0)
            except Exception as error:
                let_go_of_cursors(error)
                self._refuse([job], error)
                usable()
        return left_out

    def _refuse(self, jobs: Sequence[Job], error: Exception) -> None:
        self._refusals.because_of(error, [job.future for job in jobs])

    def _known_held(self, job: Job) -> bool:
        now = monotonic()
        return any(self._held_until.get(room, now) > now for room in job.intention.rooms)

    def _note_held(self, left_out: Sequence[Job]) -> None:
        now = monotonic()
        known = {room: until for room, until in self._held_until.items() if until > now}
        held = {room: now + HELD_S for job in left_out for room in job.intention.rooms}
        self._held_until = known | held

    def _commit_and_answer(self, batch: Sequence[Job], patience_ms: int) -> list[Job]:
        """Returns those that were left out."""
        outcome = self._commit([job.intention for job in batch], patience_ms)
        self._publish(outcome.entries)
        left_out = []
        for job, answer in zip(batch, outcome.answers, strict=True):
            if answer is None:
                left_out.append(job)
            elif isinstance(answer, Refused):
                job.future.set_exception(answer)
            else:
                job.future.set_result(answer)
        return left_out

    def _publish(self, entries: list[Entry]) -> None:
        """It is committed: whatever happens here, the callers are told so."""
        try:
            self.publish(entries)
        except Exception:
            logger.exception("What was committed could not be published; the poll finds it")

    def _commit(self, intentions: Sequence[Intention], patience_ms: int) -> Outcome:
        """If the COMMIT itself fails its outcome is unknown: whoever comes again is looked up."""
        self._in_doubt = False
        for intention in intentions:
            intention.prepare()
        began = perf_counter()
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            log = Transaction(cursor, intentions, patience_ms)
            # Before any decision: one may lock a log that was held when all else was read.
            left_out = [log.leaves_out(intention) for intention in intentions]
            answers = [
                None if out else _run(log, intention)
                for out, intention in zip(left_out, intentions, strict=True)
            ]
            log.write()
            self._in_doubt = True
        metrics.commit.observe(perf_counter() - began)
        metrics.batch.observe(len(intentions))
        self._refusals.over()
        return Outcome(answers, log.entries)


def _run(log: Transaction, intention: Intention) -> Answer | Refused:
    try:
        return log.run(intention)
    except Refused as refused:
        return refused


def _in_vain(error: Exception) -> bool:
    """Whether a lock was not to be had in time (PostgreSQL's lock_not_available)."""
    return getattr(error.__cause__, "sqlstate", None) == "55P03"


_writer: Writer | None = None
_start = threading.Lock()


def writer() -> Writer:
    """This process's writer, started at the first use."""
    global _writer
    with _start:
        if _writer is None:
            _writer = Writer()
        return _writer


def stop() -> None:
    """Stop this process's writer; the next use starts another."""
    global _writer
    with _start:
        if _writer is not None:
            _writer.stop()
            _writer = None
