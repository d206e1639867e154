"""Who writes while others do waits a moment for them; who writes alone does not."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from chat import actions
from chat.eventlog import writer
from chat.models import Event, Person, Room
from tests.unit.eventlog.stopped_writer import DEADLINE_S, Commits

Go = Callable[[], None]


def test_while_several_write_at_once_the_first_waits_a_moment_for_the_others(
    alice: Person,
    kitchen: Room,
    commits: Commits,
    stopped_writer: Go,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    came_meanwhile = []

    def others_come(seconds: float) -> None:
        came_meanwhile.append(actions.post(alice, uuid4(), kitchen.pk, "me too"))

    monkeypatch.setattr(writer, "LIVELY_S", DEADLINE_S)
    monkeypatch.setattr(writer, "sleep", others_come)
    several = [actions.post(alice, uuid4(), kitchen.pk, f"{number}") for number in range(2)]
    stopped_writer()
    for future in several:
        future.result(DEADLINE_S)
    before = commits.count

    actions.post(alice, uuid4(), kitchen.pk, "first").result(DEADLINE_S)

    came_meanwhile[0].result(DEADLINE_S)
    assert commits.count == before + 1
    writer.stop()  # the next test finds a calm one


def test_who_writes_alone_is_not_kept_waiting(
    alice: Person, kitchen: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.stop()
    monkeypatch.setattr(writer, "sleep", lambda seconds: pytest.fail("kept waiting"))

    for number in range(3):
        actions.post(alice, uuid4(), kitchen.pk, f"{number}").result(DEADLINE_S)

    assert Event.objects.filter(room=kitchen, kind="post").count() == 3
