"""Put out of a room: by its owner or the staff, and out until let in again."""

from uuid import uuid4

from chat import actions
from chat.models import Membership, Person, Room
from tests.unit.actions.test_membership import events, is_member
from tests.unit.eventlog.stopped_writer import outcome


def test_the_owner_removes_and_both_logs_tell(alice: Person, kitchen: Room) -> None:
    dave = Person.objects.create_user("Dave")
    actions.join(dave, kitchen.pk).result()

    actions.remove(alice, kitchen.pk, dave.pk).result()

    assert not is_member(dave, kitchen)
    assert events(kitchen)[-1] == ("leave", {"who": {"id": str(dave.pk), "name": "Dave"}})
    assert events(dave.self_log)[-1] == ("left", {"room": str(kitchen.pk)})
    assert outcome(actions.post(dave, uuid4(), kitchen.pk, "hello")).code == "forbidden"


def test_who_was_removed_stays_out_until_let_in(alice: Person, bob: Person, kitchen: Room) -> None:
    actions.remove(alice, kitchen.pk, bob.pk).result()

    assert outcome(actions.join(bob, kitchen.pk)).code == "forbidden"
    actions.let_in(alice, kitchen.pk, bob.pk).result()
    actions.join(bob, kitchen.pk).result()

    assert is_member(bob, kitchen)


def test_neither_member_nor_stranger_removes_anybody(
    alice: Person, bob: Person, charlie: Person, kitchen: Room
) -> None:
    for by in (bob, charlie):
        assert outcome(actions.remove(by, kitchen.pk, alice.pk)).code == "forbidden"
        assert outcome(actions.let_in(by, kitchen.pk, bob.pk)).code == "forbidden"
    assert is_member(alice, kitchen)


def test_a_stranger_does_not_even_learn_of_a_private_room(
    alice: Person, charlie: Person, attic: Room
) -> None:
    assert outcome(actions.remove(charlie, attic.pk, alice.pk)).code == "not-found"
    assert outcome(actions.remove(charlie, 999, alice.pk)).code == "not-found"


def test_the_staff_removes_without_being_in_the_room(
    alice: Person, bob: Person, kitchen: Room
) -> None:
    staff = Person.objects.create_user("Sam", is_staff=True)

    actions.remove(staff, kitchen.pk, bob.pk).result()
    actions.remove(staff, kitchen.pk, alice.pk).result()

    assert not Membership.objects.filter(room=kitchen).exists()


def test_one_leaves_and_is_not_removed_by_oneself(alice: Person, kitchen: Room) -> None:
    assert outcome(actions.remove(alice, kitchen.pk, alice.pk)).code == "forbidden"


def test_who_is_not_there_cannot_be_removed(alice: Person, charlie: Person, kitchen: Room) -> None:
    assert outcome(actions.remove(alice, kitchen.pk, charlie.pk)).code == "not-found"
    assert outcome(actions.remove(alice, kitchen.pk, 999)).code == "not-found"


def test_an_owner_who_is_put_out_leaves_the_room_to_the_next(
    alice: Person, bob: Person, kitchen: Room
) -> None:
    staff = Person.objects.create_user("Sam", is_staff=True)

    actions.remove(staff, kitchen.pk, alice.pk).result()

    assert Membership.objects.get(person=bob, room=kitchen).role == "owner"
