"""One thread commits all that waits at once, and answers only what is committed."""

import json
from collections.abc import Callable
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import OperationalError

from chat import actions
from chat.actions import Refused
from chat.actions.post import Post
from chat.eventlog import writer
from chat.eventlog.entry import Entry
from chat.eventlog.intention import Answer
from chat.eventlog.transaction import Transaction
from chat.models import Event, Person, Room
from tests.unit.eventlog.chain import assert_consistent
from tests.unit.eventlog.stopped_writer import DEADLINE_S, Commits, outcome

Go = Callable[[], None]


def bodies(room: Room) -> list[str]:
    rows = Event.objects.filter(room=room, kind="post").order_by("seq")
    return [json.loads(row.content)["body"] for row in rows]


class FaultyPost(Post):
    """A post whose decision is a fault of ours."""

    def decide(self, transaction: Transaction) -> Answer:
        super().decide(transaction)
        raise ZeroDivisionError


# --- Group commit -----------------------------------------------------------------------------


def test_all_that_waits_is_committed_at_once_in_the_order_submitted(
    alice: Person, kitchen: Room, commits: Commits, stopped_writer: Go
) -> None:
    futures = [actions.post(alice, uuid4(), kitchen.pk, f"{number}") for number in range(20)]

    stopped_writer()

    seqs = [future.result(DEADLINE_S).seq for future in futures]
    assert seqs == list(range(seqs[0], seqs[0] + 20))
    assert bodies(kitchen) == [f"{number}" for number in range(20)]
    assert commits.count == 2, "one for what held the writer, one for the rest"
    assert_consistent()


def test_nobody_is_answered_before_the_commit(
    alice: Person, kitchen: Room, commits: Commits
) -> None:
    """Acknowledged means kept: while the COMMIT is on its way there is no answer."""
    commits.hold()
    future = actions.post(alice, uuid4(), kitchen.pk, "hi")
    assert commits.reached.wait(DEADLINE_S)

    answered = future.done()
    commits.released.set()

    assert not answered
    assert future.result(DEADLINE_S).seq == Room.objects.get(pk=kitchen.pk).head_seq


def test_nothing_is_published_before_the_commit(
    alice: Person, kitchen: Room, commits: Commits
) -> None:
    published: list[Entry] = []
    writer.writer().publish = published.extend
    commits.hold()
    future = actions.post(alice, uuid4(), kitchen.pk, "hi")
    assert commits.reached.wait(DEADLINE_S)

    early = list(published)
    commits.released.set()
    future.result(DEADLINE_S)

    assert early == []
    assert [item.room_id for item in published] == [kitchen.pk]


def test_what_one_commit_wrote_is_published_at_once_and_continues_the_log(
    alice: Person, kitchen: Room, stopped_writer: Go
) -> None:
    published: list[list[Entry]] = []
    writer.writer().publish = published.append
    head = Room.objects.get(pk=kitchen.pk).head
    futures = [actions.post(alice, uuid4(), kitchen.pk, f"{number}") for number in range(3)]

    stopped_writer()
    for future in futures:
        future.result(DEADLINE_S)

    entries = published[-1]
    assert entries[0].before == head
    assert all(a.after == b.before for a, b in pairwise(entries))
    assert entries[-1].after == Room.objects.get(pk=kitchen.pk).head


def test_a_publisher_that_fails_costs_nobody_their_answer(alice: Person, kitchen: Room) -> None:
    def publish(entries: list[Entry]) -> None:
        raise RuntimeError("the loop is closed")

    writer.writer().publish = publish

    assert isinstance(outcome(actions.post(alice, uuid4(), kitchen.pk, "hi")), Answer)


# --- One bad entry ----------------------------------------------------------------------------


def test_a_refusal_never_fails_its_neighbours(
    alice: Person, charlie: Person, kitchen: Room, commits: Commits, stopped_writer: Go
) -> None:
    before = actions.post(alice, uuid4(), kitchen.pk, "before")
    refused = actions.post(charlie, uuid4(), kitchen.pk, "a stranger's")
    after = actions.post(alice, uuid4(), kitchen.pk, "after")

    stopped_writer()

    assert isinstance(outcome(refused), Refused)
    assert after.result(DEADLINE_S).seq == before.result(DEADLINE_S).seq + 1
    assert bodies(kitchen) == ["before", "after"]
    assert commits.count == 2, "a refusal does not break the commit"


def test_a_fault_never_fails_its_neighbours(
    alice: Person, kitchen: Room, stopped_writer: Go, caplog: pytest.LogCaptureFixture
) -> None:
    before = actions.post(alice, uuid4(), kitchen.pk, "before")
    faulty = writer.writer().submit(FaultyPost(alice, uuid4(), kitchen.pk, "faulty", None))
    after = actions.post(alice, uuid4(), kitchen.pk, "after")

    stopped_writer()

    refused = outcome(faulty)
    assert (refused.code, refused.retry_ms) == ("unavailable", 1000)
    assert after.result(DEADLINE_S).seq == before.result(DEADLINE_S).seq + 1
    assert bodies(kitchen) == ["before", "after"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert_consistent()


def test_text_that_the_database_refuses_never_fails_its_neighbours(
    alice: Person, kitchen: Room, stopped_writer: Go
) -> None:
    """A lone surrogate cannot be UTF-8; the frames do not let it pass, a view might."""
    before = actions.post(alice, uuid4(), kitchen.pk, "before")
    faulty = actions.post(alice, uuid4(), kitchen.pk, "\ud800")
    after = actions.post(alice, uuid4(), kitchen.pk, "after")

    stopped_writer()

    assert isinstance(outcome(faulty), Refused)
    assert after.result(DEADLINE_S).seq == before.result(DEADLINE_S).seq + 1


def test_after_a_fault_the_writer_goes_on(alice: Person, kitchen: Room) -> None:
    outcome(writer.writer().submit(FaultyPost(alice, uuid4(), kitchen.pk, "faulty", None)))

    assert isinstance(outcome(actions.post(alice, uuid4(), kitchen.pk, "hi")), Answer)


# --- Commits that fail ------------------------------------------------------------------------


@pytest.mark.parametrize("together", [1, 3])
def test_after_a_commit_whose_outcome_is_unknown_the_answer_is_that_of_the_log(
    alice: Person, kitchen: Room, commits: Commits, stopped_writer: Go, together: int
) -> None:
    """It took place, and its answer was lost: all are answered, and nothing is there twice."""
    ids = [uuid4() for _ in range(together)]
    futures = [actions.post(alice, id, kitchen.pk, "hi") for id in ids]
    _let_the_halt_commit(commits, stopped_writer, fail_after=OperationalError("link lost"))

    answers = [outcome(future) for future in futures]

    assert all(isinstance(answer, Answer) for answer in answers)
    assert bodies(kitchen) == ["hi"] * together
    again = [outcome(actions.post(alice, id, kitchen.pk, "hi")).seq for id in ids]
    assert again == [answer.seq for answer in answers]
    assert_consistent()


@pytest.mark.parametrize("together", [1, 3])
def test_a_commit_that_did_not_take_place_is_never_acknowledged(
    alice: Person, kitchen: Room, commits: Commits, stopped_writer: Go, together: int
) -> None:
    """Either it is done after all, or the refusal says that the same may be sent again."""
    ids = [uuid4() for _ in range(together)]
    futures = [actions.post(alice, id, kitchen.pk, "hi") for id in ids]
    _let_the_halt_commit(commits, stopped_writer, fail_before=OperationalError("disk full"))

    for answer in map(outcome, futures):
        assert isinstance(answer, Answer) or answer.retry_ms is not None
    for id in ids:
        assert isinstance(outcome(actions.post(alice, id, kitchen.pk, "hi")), Answer)
    assert bodies(kitchen) == ["hi"] * together
    assert_consistent()


def _let_the_halt_commit(
    commits: Commits,
    go: Go,
    *,
    fail_before: Exception | None = None,
    fail_after: Exception | None = None,
) -> None:
    """Let go of the writer; the COMMIT after the one of what held it fails."""
    commits.hold()
    go()
    assert commits.reached.wait(DEADLINE_S)
    commits.fail_next(fail_before, fail_after)
    commits.released.set()


# --- Stopping ---------------------------------------------------------------------------------


def test_stopping_answers_all_that_was_submitted(
    alice: Person, kitchen: Room, stopped_writer: Go
) -> None:
    futures = [actions.post(alice, uuid4(), kitchen.pk, "hi") for _ in range(600)]
    stopped_writer()

    writer.stop()

    assert all(future.done() for future in futures)
    assert len(bodies(kitchen)) == 600


def test_after_stopping_the_next_use_starts_another(alice: Person, kitchen: Room) -> None:
    writer.stop()
    writer.stop()

    assert isinstance(outcome(actions.post(alice, uuid4(), kitchen.pk, "hi")), Answer)
