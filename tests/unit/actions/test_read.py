"""How far a person has read: the highest wins, back goes back, nobody reads beyond the head."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from chat import actions
from chat.actions import ReadMark
from chat.eventlog import reading
from chat.models import Membership, Person, Room

Go = Callable[[], None]


@pytest.fixture
def seqs(alice: Person, kitchen: Room) -> list[int]:
    """Of five posts of Alice's in the Kitchen."""
    futures = [actions.post(alice, uuid4(), kitchen.pk, f"{number}") for number in range(5)]
    return [future.result().seq for future in futures]


def mark(person: Person, room: Room, seq: int, *, back: bool = False) -> None:
    actions.mark_read(person, [ReadMark(room.pk, seq, back)]).result()


def read_and_unread(person: Person, room: Room) -> tuple[int, int]:
    state = reading.room_of(person.pk, room.pk)
    assert state is not None
    return state.read, state.unread


def test_what_is_read_is_unread_no_more(bob: Person, kitchen: Room, seqs: list[int]) -> None:
    assert read_and_unread(bob, kitchen)[1] == 5

    mark(bob, kitchen, seqs[2])

    assert read_and_unread(bob, kitchen) == (seqs[2], 2)


def test_the_highest_wins(bob: Person, kitchen: Room, seqs: list[int]) -> None:
    mark(bob, kitchen, seqs[3])
    mark(bob, kitchen, seqs[1])

    assert read_and_unread(bob, kitchen) == (seqs[3], 1)


def test_marked_back_it_is_unread_again(bob: Person, kitchen: Room, seqs: list[int]) -> None:
    mark(bob, kitchen, seqs[4])
    mark(bob, kitchen, seqs[1], back=True)

    assert read_and_unread(bob, kitchen) == (seqs[1], 3)


def test_marked_back_to_the_beginning_all_is_unread(
    bob: Person, kitchen: Room, seqs: list[int]
) -> None:
    mark(bob, kitchen, seqs[4])
    mark(bob, kitchen, 0, back=True)

    assert read_and_unread(bob, kitchen) == (0, 5)


def test_nobody_reads_beyond_the_head(
    alice: Person, bob: Person, kitchen: Room, seqs: list[int]
) -> None:
    mark(bob, kitchen, 2**53 - 1)
    assert read_and_unread(bob, kitchen) == (seqs[-1], 0)

    actions.post(alice, uuid4(), kitchen.pk, "one more").result()

    assert read_and_unread(bob, kitchen) == (seqs[-1], 1)


def test_a_mark_beyond_the_head_in_the_commit_of_a_post_counts_that_post(
    alice: Person, bob: Person, kitchen: Room, seqs: list[int], stopped_writer: Go
) -> None:
    post = actions.post(alice, uuid4(), kitchen.pk, "one more")
    marking = actions.mark_read(bob, [ReadMark(kitchen.pk, 2**53 - 1)])

    stopped_writer()
    marking.result()

    read, unread = read_and_unread(bob, kitchen)
    assert unread == (0 if read == post.result().seq else 1)


def test_a_mark_between_two_posts_counts_those_before_it(
    alice: Person, bob: Person, kitchen: Room, seqs: list[int]
) -> None:
    """Events that are no posts have numbers too."""
    dave = Person.objects.create_user("Dave")
    joined = actions.join(dave, kitchen.pk).result()
    actions.post(alice, uuid4(), kitchen.pk, "welcome").result()

    mark(bob, kitchen, joined.seq)

    assert read_and_unread(bob, kitchen) == (joined.seq, 1)


def test_a_mark_in_a_room_of_others_does_nothing(
    charlie: Person, kitchen: Room, seqs: list[int]
) -> None:
    before = list(Membership.objects.order_by("pk").values())

    mark(charlie, kitchen, seqs[0])

    assert list(Membership.objects.order_by("pk").values()) == before


def test_what_one_wrote_oneself_is_never_unread(
    alice: Person, bob: Person, kitchen: Room, seqs: list[int]
) -> None:
    assert read_and_unread(alice, kitchen)[1] == 0
    actions.post(bob, uuid4(), kitchen.pk, "between").result()
    actions.post(alice, uuid4(), kitchen.pk, "mine, too").result()

    assert read_and_unread(alice, kitchen)[1] == 1
    assert {state.name: state.unread for state in reading.rooms_of(alice.pk)}["Kitchen"] == 1
    assert read_and_unread(bob, kitchen)[1] == 6


def test_a_mark_is_no_event(bob: Person, kitchen: Room, seqs: list[int]) -> None:
    head, own = reading.head(kitchen.pk), reading.head(bob.self_log.pk)

    mark(bob, kitchen, seqs[0])

    assert (reading.head(kitchen.pk), reading.head(bob.self_log.pk)) == (head, own)
