"""Who may say what where, and what is kept of it."""

import json
from uuid import uuid4

import pytest

from chat import actions
from chat.eventlog import reading
from chat.models import Event, Message, Person, Room
from chat.protocol.frames import BODY_CHARS, Reference
from tests.unit.eventlog.stopped_writer import outcome


def said(room: Room) -> list[str]:
    return list(Message.objects.filter(room=room).order_by("seq").values_list("body", flat=True))


def test_a_member_says_something_and_everybody_reads_it(
    alice: Person, bob: Person, kitchen: Room
) -> None:
    id = uuid4()

    answer = actions.post(bob, id, kitchen.pk, "hi *there*").result()

    message = Message.objects.get(room=kitchen)
    assert (message.seq, message.at, message.uuid) == (answer.seq, answer.at, id)
    assert message.by == bob
    assert message.html == "<p>hi <em>there</em></p>\n"
    page = reading.page(alice.pk, kitchen.pk, None, 50)
    assert page is not None
    assert [(item.body, item.by.name) for item in page.messages] == [("hi *there*", "Bob")]


def test_the_event_and_the_message_say_the_same(bob: Person, kitchen: Room) -> None:
    actions.post(bob, uuid4(), kitchen.pk, "hi").result()

    message, event = Message.objects.get(room=kitchen), Event.objects.get(room=kitchen)
    assert json.loads(event.content) == {"body": message.body, "html": message.html}
    assert (event.seq, event.uuid, event.by, event.at) == (
        message.seq,
        message.uuid,
        message.by,
        message.at,
    )


@pytest.mark.parametrize("body", ["  edges  ", "é ≠ e\u0301", "one\n\ntwo\t", "𝓊𝓃𝒾", "\u202e"])
def test_a_body_is_stored_as_sent(bob: Person, kitchen: Room, body: str) -> None:
    actions.post(bob, uuid4(), kitchen.pk, body).result()

    assert said(kitchen) == [body]


def test_a_stranger_to_a_public_room_learns_that_one_must_join(
    charlie: Person, kitchen: Room
) -> None:
    refused = outcome(actions.post(charlie, uuid4(), kitchen.pk, "hi"))

    assert (refused.code, refused.retry_ms) == ("forbidden", None)


def test_a_stranger_to_a_private_room_learns_nothing(charlie: Person, attic: Room) -> None:
    theirs = outcome(actions.post(charlie, uuid4(), attic.pk, "hi"))
    nobodys = outcome(actions.post(charlie, uuid4(), 999, "hi"))

    assert theirs.code == nobodys.code == "not-found"
    assert str(theirs.detail) == str(nobodys.detail)


@pytest.mark.parametrize("whose", ["alice", "bob"])
def test_nobody_writes_into_a_persons_log_not_even_they(
    alice: Person, request: pytest.FixtureRequest, whose: str
) -> None:
    owner = request.getfixturevalue(whose)

    assert outcome(actions.post(alice, uuid4(), owner.self_log.pk, "hi")).code == "not-found"


@pytest.mark.parametrize("body", ["", " ", "\n\t\u3000"])
def test_an_empty_body_is_refused(bob: Person, kitchen: Room, body: str) -> None:
    assert outcome(actions.post(bob, uuid4(), kitchen.pk, body)).code == "empty"
    assert said(kitchen) == []


def test_the_length_is_counted_in_code_points(bob: Person, kitchen: Room) -> None:
    longest = "😀" * BODY_CHARS

    assert outcome(actions.post(bob, uuid4(), kitchen.pk, longest + "😀")).code == "too-long"
    assert outcome(actions.post(bob, uuid4(), kitchen.pk, longest)).seq
    assert said(kitchen) == [longest]


def test_an_answer_names_the_message_it_answers(alice: Person, bob: Person, kitchen: Room) -> None:
    id = uuid4()
    question = actions.post(alice, id, kitchen.pk, "when?").result()
    to = Reference(question.seq, str(id))

    answer = actions.post(bob, uuid4(), kitchen.pk, "now", reply_to=to).result()

    event = Event.objects.get(room=kitchen, seq=answer.seq)
    assert json.loads(event.content)["reply_to"] == {"seq": question.seq, "id": str(id)}


@pytest.mark.parametrize("wrong", ["seq", "id", "room"])
def test_an_answer_to_what_is_not_there_is_a_conflict(
    alice: Person, kitchen: Room, attic: Room, wrong: str
) -> None:
    id = uuid4()
    room = attic if wrong == "room" else kitchen
    question = actions.post(alice, id, room.pk, "when?").result()
    seq = question.seq + 1 if wrong == "seq" else question.seq
    to = Reference(seq, str(uuid4() if wrong == "id" else id))

    refused = outcome(actions.post(alice, uuid4(), kitchen.pk, "now", reply_to=to))

    assert refused.code == "conflict"


def test_posts_of_two_people_keep_each_ones_order(
    alice: Person, bob: Person, kitchen: Room
) -> None:
    futures = [
        actions.post(person, uuid4(), kitchen.pk, f"{person} {number}")
        for number in range(20)
        for person in (alice, bob)
    ]
    for future in futures:
        future.result()

    for person in (alice, bob):
        own = [body for body in said(kitchen) if body.startswith(str(person))]
        assert own == [f"{person} {number}" for number in range(20)]


def test_somebody_called_as_another_was_before_is_somebody_else(
    bob: Person, charlie: Person, kitchen: Room
) -> None:
    """Rights belong to the person, not to the name."""
    bob.name, charlie.name = "B", "Bob"
    bob.save()
    charlie.save()

    assert outcome(actions.post(charlie, uuid4(), kitchen.pk, "hi")).code == "forbidden"
