"""Holds the writer still, so that a test says what goes into one commit and how that ends.

What the writer runs is at hand too: `Commits` counts, holds and breaks its COMMITs.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from chat.eventlog.intention import Answer, Intention
from chat.eventlog.transaction import Transaction
from chat.eventlog.writer import writer
from chat.models import Person

# Nothing here takes longer than a moment unless it is broken.
DEADLINE_S = 10.0


class Halt(Intention):
    """Keeps the writer in its transaction until it is released."""

    remembered = False

    def __init__(self, by: Person, uuid: Any) -> None:
        super().__init__(by, uuid)
        self.reached, self.released = threading.Event(), threading.Event()

    def meant(self) -> object:
        return None

    def prepare(self) -> None:
        self.reached.set()
        assert self.released.wait(DEADLINE_S), "nobody released the writer"

    def decide(self, transaction: Transaction) -> Answer:
        return Answer(0, 0, 0)


@pytest.fixture
def stopped_writer() -> Iterator[Callable[[], None]]:
    """The writer is held; all that is submitted until `go()` is called makes one commit."""
    halt = Halt(Person(pk=0, name="nobody"), None)
    writer().submit(halt)
    assert halt.reached.wait(DEADLINE_S)
    yield halt.released.set
    halt.released.set()


class Commits:
    """COMMITs of the writer's thread: counted, and on demand held or broken."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.reached, self.released = threading.Event(), threading.Event()
        self.released.set()
        self._faults: list[tuple[BaseException | None, BaseException | None]] = []
        self._original = BaseDatabaseWrapper._commit
        commits = self

        def commit(connection: BaseDatabaseWrapper) -> None:
            if threading.current_thread().name == "eventlog-writer":
                commits._commit(connection)
            else:
                commits._original(connection)

        patch.setattr(BaseDatabaseWrapper, "_commit", commit)

    def hold(self) -> None:
        """The next COMMIT waits for `released`; `reached` tells that it does."""
        self.reached.clear()
        self.released.clear()

    def fail_next(self, instead: Exception | None, after: Exception | None) -> None:
        """The COMMIT after the held one raises: instead of taking place, or having done so."""
        self._faults = [(None, None), (instead, after)]

    def fail(self, instead: Exception, times: int) -> None:
        """The next COMMITs raise this instead of taking place."""
        self._faults = [(instead, None)] * times

    def end_as(self, faults: list[tuple[BaseException | None, BaseException | None]]) -> None:
        """The next COMMITs raise these, each instead of taking place or having done so."""
        self._faults = faults

    def crash_next(self, crash: BaseException, *, took_place: bool) -> None:
        """The next COMMIT ends the writer, before or after it took place."""
        self._faults = [(None, crash) if took_place else (crash, None)]

    def _commit(self, connection: BaseDatabaseWrapper) -> None:
        self.reached.set()
        assert self.released.wait(DEADLINE_S), "nobody released the commit"
        instead, after = self._faults.pop(0) if self._faults else (None, None)
        if instead is not None:
            connection.connection.rollback()  # as the database does without its client
            raise instead
        self._original(connection)
        self.count += 1
        if after is not None:
            raise after


def outcome(future: "Future[Answer]") -> Any:
    """The answer, or the Refused it raises."""
    return future.exception(DEADLINE_S) or future.result()


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> Commits:
    return Commits(monkeypatch)
