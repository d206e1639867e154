"""Making rooms: who, what name, under which address."""

import pytest

from chat import actions
from chat.models import Membership, Person, Room
from chat.models.room import ROOM_NAME_CHARS
from tests.unit.eventlog.stopped_writer import outcome


def make(by: Person, name: str, kind: str = "public") -> Room:
    return Room.objects.get(pk=actions.create_room(by, name, kind).result().room_id)


@pytest.mark.parametrize("kind", ["public", "private"])
@pytest.mark.parametrize("is_guest", [True, False])
def test_who_makes_a_room_owns_it(kind: str, is_guest: bool) -> None:
    maker = Person.objects.create_guest("X") if is_guest else Person.objects.create_user("X")

    room = make(maker, "  Kitchen  ", kind)

    assert (room.name, room.kind) == ("Kitchen", kind)
    assert Membership.objects.get(room=room).person == maker
    assert Membership.objects.get(room=room).role == "owner"


def test_the_address_of_a_private_room_tells_nobody_its_name(alice: Person) -> None:
    private, public = make(alice, "Merger", "private"), make(alice, "Merger")

    assert "merger" not in private.slug
    assert public.slug == "merger", "a number would tell that there is another"


def test_rooms_of_the_same_name_have_addresses_of_their_own(alice: Person) -> None:
    slugs = [make(alice, "Kitchen").slug for _ in range(3)]

    assert slugs == ["kitchen", "kitchen-2", "kitchen-3"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("厨房", "厨房"),
        ("!!!", "room"),
        ("Rooms", "room-rooms"),
        ("stream", "room-stream"),
        ("Frames", "room-frames"),
        ("self", "room-self"),
        ("Self 5", "room-self-5"),
    ],
)
def test_an_address_is_readable_and_nobody_elses(alice: Person, name: str, slug: str) -> None:
    assert make(alice, name).slug == slug


@pytest.mark.parametrize(
    "name", ["\ufdfa" * ROOM_NAME_CHARS, "x" * ROOM_NAME_CHARS], ids=["expands", "plain"]
)
def test_an_address_fits_however_long_the_name_becomes_in_it(alice: Person, name: str) -> None:
    longest = Room._meta.get_field("slug").max_length
    assert longest is not None

    assert {len(make(alice, name).slug) <= longest for _ in range(2)} == {True}


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("", "public", "empty"),
        ("   ", "public", "empty"),
        ("a\nb", "public", "empty"),
        ("a\u200bb", "public", "empty"),
        ("x" * (ROOM_NAME_CHARS + 1), "public", "too-long"),
        ("Kitchen", "self", "bad-frame"),
        ("Kitchen", "direct", "bad-frame"),
        ("Kitchen", "nonsense", "bad-frame"),
    ],
)
def test_what_is_no_room_is_refused(alice: Person, name: str, kind: str, code: str) -> None:
    before = Room.objects.count()

    refused = outcome(actions.create_room(alice, name, kind))

    assert (refused.code, refused.retry_ms) == (code, None)
    assert Room.objects.count() == before
