"""The digest chain says in which history one is, and stays whole when content is erased."""

from uuid import uuid4

import pytest

from chat import actions
from chat.eventlog import reading
from chat.models import Event, Intent, Message, Person, Room
from chat.protocol.position import EMPTY, Position
from tests.unit.eventlog.chain import assert_consistent, contents_fit, recomputed, stored


@pytest.fixture
def talk(alice: Person, bob: Person, kitchen: Room) -> Room:
    for number in range(6):
        actions.post((alice, bob)[number % 2], uuid4(), kitchen.pk, f"{number} 文 é\n").result()
    return Room.objects.get(pk=kitchen.pk)


def test_the_chain_computed_from_the_rows_is_the_one_stored(talk: Room) -> None:
    assert stored(talk) == recomputed(talk)
    assert talk.head == recomputed(talk)[-1]
    assert_consistent()


def test_numbers_count_from_one_without_holes_in_every_log(talk: Room) -> None:
    for room in Room.objects.all():
        seqs = list(Event.objects.filter(room=room).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, room.head_seq + 1))


def test_erasing_a_content_keeps_the_chain(talk: Room) -> None:
    """The salt goes with it: without it the hash says nothing of what was there."""
    before = stored(talk)

    Event.objects.filter(room=talk, seq=2).update(content="{}", salt=b"")

    assert recomputed(talk) == before
    assert contents_fit(talk), "of those that are left"
    entries = reading.events_after(talk.pk, EMPTY, 10**6)
    assert entries is not None
    assert [item.after for item in entries] == before
    assert b'"body"' not in entries[1].wire


@pytest.mark.parametrize(
    "change", [{"kind": "leave"}, {"at": 1}, {"content_hash": b"0" * 16}, {"uuid": uuid4()}]
)
def test_nothing_of_the_past_can_change_without_another_digest(
    talk: Room, change: dict[str, object]
) -> None:
    Event.objects.filter(room=talk, seq=2).update(**change)

    assert recomputed(talk)[1:] != stored(talk)[1:]
    assert recomputed(talk)[0] == stored(talk)[0]


def test_a_changed_content_does_not_fit_its_hash(talk: Room) -> None:
    Event.objects.filter(room=talk, kind="post").update(content='{"body":"never said"}')

    assert not contents_fit(talk)


def test_the_same_words_have_another_hash_each_time(alice: Person, kitchen: Room) -> None:
    """Else one could find out what was erased by trying."""
    seqs = [actions.post(alice, uuid4(), kitchen.pk, "yes").result().seq for _ in range(2)]

    rows = Event.objects.filter(room=kitchen, seq__in=seqs)
    assert len({bytes(row.content_hash) for row in rows}) == 2


def test_a_log_that_lost_its_tail_and_went_on_has_another_history(
    alice: Person, talk: Room
) -> None:
    ours = Position(talk.head_seq, talk.head_digest)
    cut = Event.objects.get(room=talk, seq=talk.head_seq - 1)
    _restore(talk, cut)

    again = actions.post(alice, uuid4(), talk.pk, "5 文 é\n").result()

    assert again.seq == ours.seq
    assert not reading.holds(talk.pk, ours)
    assert reading.holds(talk.pk, Position(cut.seq, cut.digest))


def _restore(room: Room, last: Event) -> None:
    """As from a backup that ends with `last`."""
    Event.objects.filter(room=room, seq__gt=last.seq).delete()
    Message.objects.filter(room=room, seq__gt=last.seq).delete()
    Intent.objects.filter(room=room, seq__gt=last.seq).delete()
    Room.objects.filter(pk=room.pk).update(
        head_seq=last.seq, head_digest=last.digest, posts=Message.objects.filter(room=room).count()
    )
