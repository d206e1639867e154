"""The only writer of history: one thread with one connection and a queue.

All that waits is taken into one transaction (group commit). The callers' futures resolve after the
COMMIT, never before: an acknowledgement means kept.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import NamedTuple

from django.db import (
    DataError,
    Error,
    IntegrityError,
    OperationalError,
    connection,
    reset_queries,
    transaction,
)
from django.utils.translation import gettext_lazy as _

from chat.eventlog.entry import Entry
from chat.eventlog.intention import RETRY_MS, Answer, Intention, Refused
from chat.eventlog.transaction import Transaction

logger = logging.getLogger(__name__)

# Enough that a full queue costs one commit in hundreds, few enough that nobody waits for long.
BATCH = 256

Publish = Callable[[list[Entry]], None]


class Job(NamedTuple):
    intention: Intention
    future: "Future[Answer]"


class Outcome(NamedTuple):
    """What a transaction came to, told to the callers only once it is committed."""

    answers: list[Answer | Refused]
    entries: list[Entry]


class Writer:
    def __init__(self) -> None:
        # Called on the writer's thread with what each commit wrote, in order.
        self.publish: Publish = lambda entries: None
        self._in_doubt = False  # whether the last COMMIT was begun: if it failed, nobody knows
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
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
                self._process(batch)
                reset_queries()  # with DEBUG on, Django keeps what was run: bodies, for ever
                if last:
                    break
        finally:
            connection.close()

    def _with_all_that_waits(self, first: Job) -> tuple[list[Job], bool]:
        batch = [first]
        while len(batch) < BATCH:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                return batch, True
            batch.append(job)
        return batch, False

    def _process(self, batch: list[Job]) -> None:
        """One bad entry never fails its neighbours: if all together fail, each goes alone."""
        try:
            self._commit_and_answer(batch)
        except Exception as error:
            # An id that another process was just storing is there at the second look.
            same_id = isinstance(error, IntegrityError)
            worth_another_try = len(batch) > 1 or self._in_doubt or same_id
            if worth_another_try and _usable():
                self._one_by_one(batch)
            else:
                _refuse(batch, error)

    def _one_by_one(self, batch: list[Job]) -> None:
        """Those who want a room that somebody holds are refused without waiting once more."""
        held: set[int] = set()
        for job in batch:
            if held & job.intention.rooms:
                _refuse([job], OperationalError("the room is held"))
                continue
            try:
                self._commit_and_answer([job])
            except Exception as error:
                _refuse([job], error)
                if isinstance(error, OperationalError):
                    held |= job.intention.rooms
                _usable()

    def _commit_and_answer(self, batch: Sequence[Job]) -> None:
        outcome = self._commit([job.intention for job in batch])
        self._publish(outcome.entries)
        for job, answer in zip(batch, outcome.answers, strict=True):
            if isinstance(answer, Refused):
                job.future.set_exception(answer)
            else:
                job.future.set_result(answer)

    def _publish(self, entries: list[Entry]) -> None:
        """It is committed: whatever happens here, the callers are told so."""
        try:
            self.publish(entries)
        except Exception:
            logger.exception("What was committed could not be published; the poll finds it")

    def _commit(self, intentions: Sequence[Intention]) -> Outcome:
        """If the COMMIT itself fails its outcome is unknown: whoever comes again is looked up."""
        self._in_doubt = False
        for intention in intentions:
            intention.prepare()
        with transaction.atomic(durable=True):
            log = Transaction(intentions)
            answers = [_run(log, intention) for intention in intentions]
            log.write()
            self._in_doubt = True
        return Outcome(answers, log.entries)


def _run(log: Transaction, intention: Intention) -> Answer | Refused:
    try:
        return log.run(intention)
    except Refused as refused:
        return refused


def _usable() -> bool:
    """Whether the database answers; if not, the next use of the connection opens it anew."""
    connection.close_if_unusable_or_obsolete()
    if connection.connection is not None:
        return True
    try:
        connection.ensure_connection()
    except Error:
        return False
    return True


def _refuse(jobs: Sequence[Job], error: Exception) -> None:
    if isinstance(error, DataError):
        refused = Refused("bad-frame", _("The database cannot store this text."))
    else:
        refused = Refused("unavailable", _("This cannot be stored now: try again."), RETRY_MS)
        if not isinstance(error, Error):
            logger.error("An intention could not be decided", exc_info=error)
        else:
            logger.warning("A commit failed: %s", error)
    for job in jobs:
        job.future.set_exception(refused)


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
