"""A deleted account: its words are gone from every table, and every log is whole."""

import json
from collections.abc import Callable
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from chat import actions
from chat.actions import Refused
from chat.actions.account import BecomeAccount
from chat.actions.erase import CloseAccount, TellErased
from chat.actions.membership import leave_for_good
from chat.actions.post import Post
from chat.actions.submit import submit
from chat.eventlog import erasure, reading
from chat.models import Event, Intent, Membership, Message, Person, Room
from chat.protocol.frames import Reference, encode
from chat.protocol.position import EMPTY
from tests.unit.actions.logins import is_open, log_in
from tests.unit.actions.test_membership import events
from tests.unit.eventlog.chain import assert_consistent
from tests.unit.eventlog.stopped_writer import outcome

SECRET = "what Dave said"


@pytest.fixture
def dave(kitchen: Room) -> Person:
    """Has an account, is in the Kitchen and said something there."""
    dave = Person.objects.create_user("Dave", "the password of a test")
    actions.join(dave, kitchen.pk).result()
    say(dave, kitchen)
    return dave


def say(person: Person, room: Room, body: str = SECRET) -> Reference:
    uuid = uuid4()
    return Reference(actions.post(person, uuid, room.pk, body).result().seq, str(uuid))


def test_every_word_and_the_name_are_gone_and_the_chain_is_whole(
    alice: Person, kitchen: Room, dave: Person
) -> None:
    answered = say(alice, kitchen, "to be answered")
    actions.post(dave, uuid4(), kitchen.pk, SECRET, reply_to=answered).result()

    actions.erase(dave)

    assert_consistent()
    stored = [*Event.objects.values_list("content", flat=True)]
    stored += [body + html for body, html in Message.objects.values_list("body", "html")]
    assert not [text for text in stored if SECRET in text or "Dave" in text]
    assert Message.objects.filter(by=dave, erased=True).count() == 2
    assert "to be answered" in "".join(stored)


def test_the_salt_goes_too_so_nobody_can_guess_the_text(kitchen: Room, dave: Person) -> None:
    actions.erase(dave)

    posts = Event.objects.filter(room=kitchen, kind="post", by=dave)
    assert [bytes(post.salt) for post in posts] == [b""]
    assert all(len(bytes(post.content_hash)) == 16 for post in posts)


def test_replayed_it_is_a_tombstone_and_so_it_is_in_the_past(kitchen: Room, dave: Person) -> None:
    actions.erase(dave)

    entries = reading.events_after(kitchen.pk, EMPTY, 64_000)
    assert entries is not None
    posts = [event for item in entries if (event := json.loads(item.wire))["kind"] == "post"]
    assert [(post["erased"], "body" in post, "html" in post) for post in posts] == [
        (True, False, False)
    ]
    slice = reading.page(Membership.objects.filter(room=kitchen)[0].person_id, kitchen.pk, None, 9)
    assert slice is not None
    (message,) = (json.loads(encode(message)) for message in slice.messages)
    assert message["erased"]
    assert not {"body", "html"} & message.keys()


def test_each_room_that_has_their_name_is_told_once_and_no_other(
    alice: Person, kitchen: Room, dave: Person
) -> None:
    silent = Room.objects.get(pk=actions.create_room(alice, "Quiet").result().room_id)
    actions.join(dave, silent.pk).result()
    actions.leave(dave, silent.pk).result()
    never_in = Room.objects.get(pk=actions.create_room(alice, "Never").result().room_id)
    removed_from = Room.objects.get(pk=actions.create_room(alice, "Other").result().room_id)
    actions.join(dave, removed_from.pk).result()
    actions.remove(alice, removed_from.pk, dave.pk).result()
    left = Room.objects.get(pk=actions.create_room(dave, "Left").result().room_id)
    say(dave, left)
    actions.leave(dave, left.pk).result()

    actions.erase(dave)
    actions.finish_erasure(dave.pk)

    who = {"who": {"id": str(dave.pk), "name": f"deleted-{dave.pk}"}}
    for room in (kitchen, silent, left, removed_from):
        assert [event for event in events(room) if event[0] == "erased"] == [("erased", who)]
    assert "erased" not in dict(events(never_in))
    assert "erased" not in dict(events(Room.objects.get(self_of=dave)))


def test_no_id_that_a_client_may_choose_holds_up_the_erasure(kitchen: Room, dave: Person) -> None:
    """It could be computed from the person and the room: who had posted under it was never told
    of, and `clean_up` failed at them for ever.
    """
    guess = uuid5(NAMESPACE_OID, f"erased {dave.pk} {kitchen.pk}")
    actions.post(dave, guess, kitchen.pk, SECRET).result()

    assert actions.erase(dave)

    assert [kind for kind, _ in events(kitchen)].count("erased") == 1


def test_the_account_is_closed_and_its_name_is_free(kitchen: Room, dave: Person) -> None:
    login = log_in(dave)

    actions.erase(dave)

    gone = Person.objects.get(pk=dave.pk)
    assert (gone.is_active, gone.erasure, gone.name) == (False, "done", f"deleted-{dave.pk}")
    assert not gone.has_usable_password()
    assert not is_open(login)
    assert not Membership.objects.filter(person=dave).exists()
    assert actions.create_account("Dave", "another one's password").pk != dave.pk
    assert outcome(actions.post(dave, uuid4(), kitchen.pk, "hello")).code == "forbidden"


def test_where_they_were_removed_by_others_their_name_goes_too(
    alice: Person, kitchen: Room, dave: Person
) -> None:
    actions.remove(alice, kitchen.pk, dave.pk).result()

    actions.erase(dave)

    told = [content for kind, content in events(kitchen) if kind in {"join", "leave"}]
    assert "Dave" not in json.dumps(told)
    assert {"who": {"id": str(dave.pk), "name": f"deleted-{dave.pk}"}} in told


def test_more_than_a_batch_is_erased_in_more_than_one_commit(
    kitchen: Room, dave: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "BATCH", 3)
    for _ in range(9):
        say(dave, kitchen)

    actions.erase(dave)

    assert_consistent()
    assert not Message.objects.filter(by=dave, erased=False).exists()


def test_an_erasure_that_was_interrupted_is_ended_later(
    kitchen: Room, dave: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise Refused("unavailable", "the database is gone", 1_000)

    with monkeypatch.context() as patch:
        patch.setattr(TellErased, "decide", interrupted)
        assert not actions.erase(dave)
    assert Person.objects.get(pk=dave.pk).erasure == "begun"

    actions.finish_erasure(dave.pk)

    assert Person.objects.get(pk=dave.pk).erasure == "done"
    assert [kind for kind, _ in events(kitchen)].count("erased") == 1
    assert_consistent()


def test_two_who_end_the_same_erasure_do_not_disturb_each_other(
    kitchen: Room, dave: Person
) -> None:
    submit(CloseAccount(dave, erase=True)).result()
    closed = Person.objects.get(pk=dave.pk)

    for _ in range(2):
        submit(leave_for_good(closed, kitchen.pk)).result()
    for _ in range(2):
        actions.finish_erasure(dave.pk)

    assert [kind for kind, _ in events(kitchen)].count("leave") == 1
    assert [kind for kind, _ in events(kitchen)].count("erased") == 1


def test_a_post_on_its_way_when_the_account_closes_is_refused(
    kitchen: Room, dave: Person, stopped_writer: Callable[[], None]
) -> None:
    submit(CloseAccount(dave, erase=True))
    late = actions.post(dave, uuid4(), kitchen.pk, SECRET)

    stopped_writer()

    assert outcome(late).code == "forbidden"


def test_a_guest_who_cannot_come_back_frees_the_name_and_keeps_the_words(
    bob: Person, kitchen: Room
) -> None:
    say(bob, kitchen, "from Bob")

    actions.retire(bob)

    gone = Person.objects.get(pk=bob.pk)
    assert (gone.name, gone.is_active, gone.erasure) == (f"former-guest-{bob.pk}", False, "")
    assert Message.objects.get(by=bob).body == "from Bob"
    assert not Membership.objects.filter(person=bob).exists()
    assert actions.create_guest("Bob").pk != bob.pk


def test_the_export_has_all_one_said_and_nothing_of_others(
    alice: Person, kitchen: Room, dave: Person
) -> None:
    say(alice, kitchen, "of Alice")
    other = Room.objects.get(pk=actions.create_room(dave, "Den").result().room_id)
    answered = say(dave, other, "first")
    actions.post(dave, uuid4(), other.pk, "second", reply_to=answered).result()

    found = list(actions.export(dave))

    assert [(row["room"]["name"], row["body"]) for row in found] == [
        ("Kitchen", SECRET),
        ("Den", "first"),
        ("Den", "second"),
    ]
    assert found[2]["reply_to"] == {"seq": answered.seq, "id": answered.id}
    assert json.loads(json.dumps(found)) == found


def test_no_fingerprint_is_left_to_try_texts_against(kitchen: Room, dave: Person) -> None:
    said = say(dave, kitchen)

    actions.erase(dave)

    guess = Post(dave, UUID(said.id), kitchen.pk, SECRET, None).fingerprint
    left = [bytes(intent.fingerprint) for intent in Intent.objects.filter(person=dave)]
    assert guess not in left
    assert Intent.objects.filter(person=dave, uuid=said.id).exists(), "it is not said again"


def test_the_fingerprint_of_becoming_an_account_tells_no_name(bob: Person) -> None:
    names = [BecomeAccount(bob, name, "a hash", "a mark") for name in ("Bob", "Bobby")]

    assert names[0].fingerprint == names[1].fingerprint


def test_the_admin_s_history_does_not_name_them(dave: Person, alice: Person) -> None:
    people = ContentType.objects.get_for_model(Person)
    for person in (alice, dave):
        LogEntry.objects.create(
            user=alice,
            action_flag=CHANGE,
            content_type=people,
            object_id=person.pk,
            object_repr=str(person),
        )

    actions.erase(dave)

    named = LogEntry.objects.order_by("pk").values_list("object_repr", flat=True)
    assert list(named) == ["Alice", f"deleted-{dave.pk}"]
