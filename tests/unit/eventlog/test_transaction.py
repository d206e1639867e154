"""What `prior` demands, that rights are those of the commit, and what a commit costs."""

from collections.abc import Callable
from uuid import uuid4

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chat import actions
from chat.actions import Answer, Refused
from chat.actions.post import Post
from chat.eventlog.transaction import Transaction
from chat.models import Event, Intent, Membership, Person, Room
from tests.unit.eventlog.stopped_writer import outcome

Go = Callable[[], None]


def posts(room: Room) -> int:
    return Event.objects.filter(room=room, kind="post").count()


# --- Prior --------------------------------------------------------------------------------------


def test_after_an_entry_that_is_done_one_goes_through(bob: Person, kitchen: Room) -> None:
    first = uuid4()
    actions.post(bob, first, kitchen.pk, "1").result()

    assert isinstance(outcome(actions.post(bob, uuid4(), kitchen.pk, "2", prior=first)), Answer)


def test_after_an_entry_of_the_same_commit_one_goes_through(
    bob: Person, kitchen: Room, stopped_writer: Go
) -> None:
    first = uuid4()
    earlier = actions.post(bob, first, kitchen.pk, "1")
    later = actions.post(bob, uuid4(), kitchen.pk, "2", prior=first)

    stopped_writer()

    assert outcome(later).seq == outcome(earlier).seq + 1


def test_before_the_entry_before_it_is_done_one_is_refused_and_may_come_again(
    bob: Person, kitchen: Room
) -> None:
    first, second = uuid4(), uuid4()
    refused = outcome(actions.post(bob, second, kitchen.pk, "2", prior=first))
    assert refused.code == "unavailable"
    assert refused.retry_ms > 0
    assert posts(kitchen) == 0

    actions.post(bob, first, kitchen.pk, "1").result()

    assert isinstance(outcome(actions.post(bob, second, kitchen.pk, "2", prior=first)), Answer)


def test_after_a_throttled_entry_those_behind_it_wait_too(
    bob: Person, kitchen: Room, stopped_writer: Go
) -> None:
    first, second, third = (uuid4() for _ in range(3))
    throttled = Refused("throttled", "too fast", 1000)
    actions.post(bob, first, kitchen.pk, "1", refusal=throttled)
    behind = actions.post(bob, second, kitchen.pk, "2", prior=first)
    last = actions.post(bob, third, kitchen.pk, "3", prior=second)

    stopped_writer()

    assert outcome(behind).retry_ms
    assert outcome(last).retry_ms
    assert posts(kitchen) == 0


def test_another_persons_entry_is_nobodys_prior(alice: Person, bob: Person, kitchen: Room) -> None:
    alices = uuid4()
    actions.post(alice, alices, kitchen.pk, "hi").result()

    refused = outcome(actions.post(bob, uuid4(), kitchen.pk, "hi", prior=alices))

    assert refused.code == "unavailable"


def test_prior_is_no_part_of_the_content(bob: Person, kitchen: Room) -> None:
    """Once the earlier entry is answered it is dropped or renewed."""
    first, second = uuid4(), uuid4()
    actions.post(bob, first, kitchen.pk, "1").result()
    done = actions.post(bob, second, kitchen.pk, "2", prior=first).result()

    assert actions.post(bob, second, kitchen.pk, "2").result().seq == done.seq


# --- Rights -------------------------------------------------------------------------------------


def test_rights_are_those_of_the_commit_not_of_the_submission(
    bob: Person, kitchen: Room, stopped_writer: Go
) -> None:
    """Submitted while a member, committed behind the leaving: refused."""
    leaving = actions.leave(bob, kitchen.pk)
    late = actions.post(bob, uuid4(), kitchen.pk, "one more thing")

    stopped_writer()

    assert isinstance(outcome(leaving), Answer)
    assert outcome(late).code == "forbidden"
    assert posts(kitchen) == 0


def test_who_joins_in_the_same_commit_may_post(
    charlie: Person, kitchen: Room, stopped_writer: Go
) -> None:
    actions.join(charlie, kitchen.pk)
    post = actions.post(charlie, uuid4(), kitchen.pk, "hi")

    stopped_writer()

    assert isinstance(outcome(post), Answer)


def test_a_right_that_another_process_took_meanwhile_is_gone(
    bob: Person, kitchen: Room, stopped_writer: Go
) -> None:
    post = actions.post(bob, uuid4(), kitchen.pk, "hi")
    Membership.objects.filter(person=bob).delete()

    stopped_writer()

    assert outcome(post).code == "forbidden"


# --- Cost ---------------------------------------------------------------------------------------


def test_a_commit_of_many_takes_as_many_statements_as_one_of_few(
    bob: Person, kitchen: Room
) -> None:
    """Group commit is worth nothing if every entry asks for itself."""

    def statements(count: int) -> int:
        intentions = [Post(bob, uuid4(), kitchen.pk, "hi", None) for _ in range(count)]
        with (
            CaptureQueriesContext(connection) as captured,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            log = Transaction(cursor, intentions)
            for intention in intentions:
                log.run(intention)
            log.write()
            transaction.set_rollback(True)
        return len(captured)

    assert statements(64) == statements(2)


def test_what_is_not_to_be_remembered_leaves_no_id(bob: Person, kitchen: Room) -> None:
    before = Intent.objects.count()

    actions.mark_read(bob, [actions.ReadMark(kitchen.pk, 1)]).result()

    assert Intent.objects.count() == before
