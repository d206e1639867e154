"""What cannot be committed is refused, told in the log once, and ends nothing."""

import logging
from uuid import uuid4

import pytest
from django.db import OperationalError

from chat import actions
from chat.actions import Refused
from chat.eventlog import writer
from chat.eventlog.intention import Answer
from chat.models import Person, Room
from tests.unit.eventlog.stopped_writer import Commits, outcome


def test_an_outage_of_the_database_is_one_line_of_the_log_and_not_one_a_commit(
    alice: Person, kitchen: Room, commits: Commits, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    commits.fail(OperationalError("gone"), times=2 * 5)  # an outcome in doubt is looked up

    answers = [outcome(actions.post(alice, uuid4(), kitchen.pk, "hi")) for _ in range(5)]
    back = outcome(actions.post(alice, uuid4(), kitchen.pk, "hi"))

    assert [answer.code for answer in answers] == ["unavailable"] * 5
    assert isinstance(back, Answer)
    assert [line for line in caplog.messages if "event log" in line] == [
        "The event log does not answer (OperationalError: gone): what is posted is refused for now",
        "The event log answers again",
    ]


def test_a_fault_outside_a_commit_does_not_end_the_only_writer(
    alice: Person,
    kitchen: Room,
    commits: Commits,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Every post after it hung unanswered, on a process that said that it was ready."""

    def usable() -> bool:
        raise RuntimeError("the pool is closed")

    commits.fail(OperationalError("gone"), times=1)
    with monkeypatch.context() as patch:
        patch.setattr(writer, "usable", usable)
        first = outcome(actions.post(alice, uuid4(), kitchen.pk, "hi"))
    second = outcome(actions.post(alice, uuid4(), kitchen.pk, "hi"))

    assert isinstance(first, Refused)
    assert first.retry_ms is not None
    assert "the pool is closed" in caplog.text
    assert isinstance(second, Answer)
