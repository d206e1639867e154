"""An id is made once and works once, for ever."""

from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from chat import actions
from chat.actions import Answer, Refused
from chat.eventlog import transaction, writer
from chat.models import Event, Person, Room
from chat.protocol.frames import Reference
from tests.unit.eventlog.stopped_writer import Commits, outcome

Go = Callable[[], None]


def posts(room: Room) -> int:
    return Event.objects.filter(room=room, kind="post").count()


def test_the_same_id_with_the_same_content_has_the_first_answer(bob: Person, kitchen: Room) -> None:
    id = uuid4()
    first = actions.post(bob, id, kitchen.pk, "hi").result()

    again = actions.post(bob, id, kitchen.pk, "hi").result()

    assert (again.room_id, again.seq, again.at) == (first.room_id, first.seq, first.at)
    assert posts(kitchen) == 1


def test_the_same_id_twice_in_one_commit_is_done_once(
    bob: Person, kitchen: Room, stopped_writer: Go
) -> None:
    id = uuid4()
    futures = [actions.post(bob, id, kitchen.pk, "hi") for _ in range(3)]

    stopped_writer()

    assert len({outcome(future).seq for future in futures}) == 1
    assert posts(kitchen) == 1


def test_an_entry_of_this_commit_is_known_to_those_behind_it(
    bob: Person, kitchen: Room, stopped_writer: Go, commits: Commits
) -> None:
    """Not only because the database would not have it twice: that would cost everybody a try."""
    id = uuid4()
    futures = [actions.post(bob, id, kitchen.pk, "hi") for _ in range(3)]

    stopped_writer()

    assert len({outcome(future).seq for future in futures}) == 1
    assert commits.count == 2, "one for what held the writer, one for these"


def test_an_id_that_another_process_was_just_storing_is_looked_up_again(
    bob: Person, kitchen: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the ids were read it was not there yet; at the insert it was."""
    id = uuid4()
    first = outcome(actions.post(bob, id, kitchen.pk, "hi"))
    looks = count(1)
    known = transaction._known

    def too_early_at_first(*args: Any) -> Any:
        return {} if next(looks) == 1 else known(*args)

    monkeypatch.setattr(transaction, "_known", too_early_at_first)

    again = outcome(actions.post(bob, id, kitchen.pk, "hi"))

    assert (again.room_id, again.seq, again.at) == (first.room_id, first.seq, first.at)
    assert posts(kitchen) == 1
    assert next(looks) == 3, "the second look found it"


def test_an_id_is_known_after_the_writer_was_started_anew(bob: Person, kitchen: Room) -> None:
    id = uuid4()
    first = actions.post(bob, id, kitchen.pk, "hi").result()
    writer.stop()

    assert actions.post(bob, id, kitchen.pk, "hi").result().seq == first.seq


def test_what_is_done_is_acknowledged_even_after_leaving_the_room(
    bob: Person, kitchen: Room
) -> None:
    id = uuid4()
    first = actions.post(bob, id, kitchen.pk, "hi").result()
    actions.leave(bob, kitchen.pk).result()

    assert actions.post(bob, id, kitchen.pk, "hi").result().seq == first.seq


def test_what_is_done_is_acknowledged_however_the_caller_objects(
    bob: Person, kitchen: Room
) -> None:
    """A throttle may not turn an acknowledged message into a refused one."""
    id = uuid4()
    first = actions.post(bob, id, kitchen.pk, "hi").result()

    again = actions.post(
        bob, id, kitchen.pk, "hi", prior=uuid4(), refusal=Refused("throttled", "too fast", 1000)
    )

    assert again.result().seq == first.seq


@pytest.mark.parametrize("together", [False, True])
def test_the_same_id_with_another_body_is_a_conflict(
    bob: Person, kitchen: Room, stopped_writer: Go, together: bool
) -> None:
    id = uuid4()
    first = actions.post(bob, id, kitchen.pk, "hi")
    if not together:
        stopped_writer()
        first.result()

    second = actions.post(bob, id, kitchen.pk, "ho")
    stopped_writer()

    refused = outcome(second)
    assert (refused.code, refused.retry_ms) == ("conflict", None)
    assert isinstance(outcome(first), Answer)
    assert posts(kitchen) == 1


def test_the_same_id_for_another_room_is_a_conflict(
    alice: Person, kitchen: Room, attic: Room
) -> None:
    id = uuid4()
    actions.post(alice, id, kitchen.pk, "hi").result()

    assert outcome(actions.post(alice, id, attic.pk, "hi")).code == "conflict"
    assert posts(attic) == 0


def test_the_same_id_as_an_answer_to_something_is_a_conflict(bob: Person, kitchen: Room) -> None:
    id, other = uuid4(), uuid4()
    seq = actions.post(bob, other, kitchen.pk, "question").result().seq
    actions.post(bob, id, kitchen.pk, "hi").result()

    reply = actions.post(bob, id, kitchen.pk, "hi", reply_to=Reference(seq, str(other)))

    assert outcome(reply).code == "conflict"


def test_ids_are_a_persons_own(alice: Person, bob: Person, kitchen: Room) -> None:
    id = uuid4()
    first = actions.post(alice, id, kitchen.pk, "hi").result()

    second = actions.post(bob, id, kitchen.pk, "ho").result()

    assert second.seq == first.seq + 1


def test_a_refused_id_may_be_used_again(charlie: Person, kitchen: Room) -> None:
    """Nothing was done, so nothing is remembered: after joining the same post goes through."""
    id = uuid4()
    assert outcome(actions.post(charlie, id, kitchen.pk, "hi")).code == "forbidden"
    actions.join(charlie, kitchen.pk).result()

    assert isinstance(outcome(actions.post(charlie, id, kitchen.pk, "hi")), Answer)
