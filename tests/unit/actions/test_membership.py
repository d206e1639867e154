"""Join and leave: in the room's log, in the person's own, and in the table, all or none."""

import json
from collections.abc import Callable

import pytest

from chat import actions
from chat.actions import Refused
from chat.eventlog import reading
from chat.eventlog.intention import Intention
from chat.eventlog.transaction import Transaction
from chat.models import Event, Membership, Person, Room
from chat.models.room import DEFAULT_SLUG
from tests.unit.eventlog.stopped_writer import outcome

Go = Callable[[], None]


@pytest.fixture
def dave() -> Person:
    """Has an account, so rooms record how he comes and goes."""
    return Person.objects.create_user("Dave")


def events(room: Room) -> list[tuple[str, dict[str, object]]]:
    rows = Event.objects.filter(room=room).order_by("seq")
    return [(row.kind, json.loads(row.content)) for row in rows]


def is_member(person: Person, room: Room) -> bool:
    return Membership.objects.filter(person=person, room=room).exists()


def test_joining_is_told_in_the_room_and_in_the_own_log(dave: Person, kitchen: Room) -> None:
    answer = actions.join(dave, kitchen.pk).result()

    assert is_member(dave, kitchen)
    assert events(kitchen)[-1] == ("join", {"who": {"id": str(dave.pk), "name": "Dave"}})
    assert events(dave.self_log) == [("joined", {"room": str(kitchen.pk)})]
    assert (answer.room_id, answer.seq) == (kitchen.pk, reading.head(kitchen.pk).seq)


def test_who_came_after_the_copy_that_was_restored_is_refused_without_a_traceback(
    kitchen: Room, caplog: pytest.LogCaptureFixture
) -> None:
    """Their page, or a view that looked them up before, does not know it yet."""
    forgotten = Person(pk=10**9, name="Ghost")

    refused = outcome(actions.join(forgotten, kitchen.pk))

    assert (refused.code, refused.retry_ms) == ("forbidden", None)
    assert caplog.records == []


def test_a_public_room_does_not_record_how_guests_come_and_go(
    charlie: Person, kitchen: Room
) -> None:
    before = events(kitchen)

    answer = actions.join(charlie, kitchen.pk).result()
    actions.leave(charlie, kitchen.pk).result()

    assert events(kitchen) == before
    assert [kind for kind, _ in events(charlie.self_log)] == ["joined", "left"]
    assert answer.room_id == kitchen.pk


def test_joining_twice_is_joining_once(dave: Person, kitchen: Room) -> None:
    actions.join(dave, kitchen.pk).result()
    before = events(kitchen), events(dave.self_log)

    again = actions.join(dave, kitchen.pk).result()

    assert again.room_id == kitchen.pk
    assert (events(kitchen), events(dave.self_log)) == before


def test_joining_twice_in_one_commit_is_joining_once(
    dave: Person, kitchen: Room, stopped_writer: Go
) -> None:
    futures = [actions.join(dave, kitchen.pk) for _ in range(2)]

    stopped_writer()

    assert {outcome(future).room_id for future in futures} == {kitchen.pk}
    assert [kind for kind, _ in events(dave.self_log)] == ["joined"]


def test_a_private_room_is_not_there_for_strangers(charlie: Person, attic: Room) -> None:
    assert outcome(actions.join(charlie, attic.pk)).code == "not-found"
    assert outcome(actions.leave(charlie, attic.pk)).code == "not-found"
    assert not is_member(charlie, attic)


@pytest.mark.parametrize("act", [actions.join, actions.leave])
def test_a_room_that_does_not_exist_is_not_found(
    alice: Person, act: Callable[[Person, int], object]
) -> None:
    assert outcome(act(alice, 999)).code == "not-found"  # type: ignore[arg-type]


@pytest.mark.parametrize("act", [actions.join, actions.leave])
def test_nobody_joins_or_leaves_a_persons_own_log(
    alice: Person, bob: Person, act: Callable[[Person, int], object]
) -> None:
    for owner in (alice, bob):
        refused = outcome(act(alice, owner.self_log.pk))  # type: ignore[arg-type]
        assert refused.code == "not-found"


def test_leaving_is_told_in_the_room_and_in_the_own_log(dave: Person, kitchen: Room) -> None:
    actions.join(dave, kitchen.pk).result()

    actions.leave(dave, kitchen.pk).result()

    assert not is_member(dave, kitchen)
    assert events(kitchen)[-1][0] == "leave"
    assert events(dave.self_log)[-1] == ("left", {"room": str(kitchen.pk)})


def test_who_is_not_in_a_room_cannot_leave_it(charlie: Person, kitchen: Room) -> None:
    assert outcome(actions.leave(charlie, kitchen.pk)).code == "forbidden"


def test_leaving_and_joining_again_in_one_commit_ends_inside(
    dave: Person, kitchen: Room, stopped_writer: Go
) -> None:
    actions.join(dave, kitchen.pk)
    actions.leave(dave, kitchen.pk)
    actions.join(dave, kitchen.pk)

    stopped_writer()
    actions.mark_read(dave, [actions.ReadMark(kitchen.pk, 1)]).result()

    assert is_member(dave, kitchen)
    assert [kind for kind, _ in events(dave.self_log)] == ["joined", "left", "joined"]


def test_a_newcomer_is_let_into_the_lobby_and_again_for_nothing(
    alice: Person, charlie: Person
) -> None:
    lobby = actions.create_room(alice, "Lobby", slug=DEFAULT_SLUG).result()

    first = actions.admit(charlie).result()
    actions.admit(charlie).result()

    assert first.room_id == lobby.room_id
    assert [kind for kind, _ in events(charlie.self_log)] == ["joined"]


def test_without_a_lobby_one_is_told_how_to_make_it(charlie: Person) -> None:
    with pytest.raises(Refused) as refused:
        actions.admit(charlie).result()

    assert "first_run" in str(refused.value.detail)


def role_of(person: Person, room: Room) -> str:
    return Membership.objects.get(person=person, room=room).role


def test_a_room_whose_owner_leaves_is_owned_by_who_was_there_longest(
    alice: Person, bob: Person, charlie: Person, kitchen: Room
) -> None:
    actions.join(charlie, kitchen.pk).result()

    actions.leave(alice, kitchen.pk).result()

    assert (role_of(bob, kitchen), role_of(charlie, kitchen)) == ("owner", "member")


def test_who_comes_to_own_a_room_learns_it_before_they_load_the_page_again(
    alice: Person, bob: Person, kitchen: Room
) -> None:
    actions.leave(alice, kitchen.pk).result()

    assert events(bob.self_log)[-1] == ("role", {"room": str(kitchen.pk), "role": "owner"})


class Held:
    """Somebody's own log, which another process holds while a batch begins, as in PostgreSQL."""

    def __init__(self, patch: pytest.MonkeyPatch, person: Person) -> None:
        self._lock_rooms, self._person = Transaction._lock_rooms, person
        # Set for each transaction by what the database can do: here as PostgreSQL's.
        skips = property(lambda _: True, lambda *_: None)
        patch.setattr(Transaction, "_skips", skips, raising=False)
        patch.setattr(
            Transaction, "_lock_rooms", lambda transaction, all_: self._lock(transaction, all_)
        )

    def _lock(self, transaction: Transaction, intentions: list[Intention]) -> None:
        self._lock_rooms(transaction, intentions)
        if own_log := transaction.self_logs.pop(self._person.pk, None):
            del transaction.rooms[own_log.pk]


def test_an_heir_whose_log_came_free_meanwhile_does_nothing_by_what_was_known_before(
    alice: Person, bob: Person, kitchen: Room, stopped_writer: Go, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may have been banned by whoever held it."""
    Held(monkeypatch, bob)
    left = actions.leave(alice, kitchen.pk)
    by_the_heir = actions.end_other_logins(bob, "a mark")

    stopped_writer()

    assert outcome(by_the_heir).code == "unavailable"
    assert left.result()
    assert role_of(bob, kitchen) == "owner"


def test_who_is_banned_does_not_come_to_own_a_room(
    alice: Person, bob: Person, charlie: Person, kitchen: Room
) -> None:
    actions.join(charlie, kitchen.pk).result()
    Person.objects.filter(pk=bob.pk).update(is_active=False)

    actions.leave(alice, kitchen.pk).result()

    assert (role_of(bob, kitchen), role_of(charlie, kitchen)) == ("member", "owner")


def test_in_the_commit_of_the_leaving_one_is_the_owner_already(
    alice: Person, bob: Person, charlie: Person, kitchen: Room, stopped_writer: Go
) -> None:
    Membership.objects.create(person=charlie, room=kitchen)
    actions.leave(alice, kitchen.pk)
    removed = actions.remove(bob, kitchen.pk, charlie.pk)

    stopped_writer()

    assert removed.result()


def test_the_lobby_passes_to_nobody(alice: Person, charlie: Person) -> None:
    lobby = actions.create_room(alice, "Lobby", slug=DEFAULT_SLUG).result().room_id
    actions.admit(charlie).result()

    actions.leave(alice, lobby).result()

    assert role_of(charlie, Room.objects.get(pk=lobby)) == "member"
