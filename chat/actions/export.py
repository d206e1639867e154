"""What somebody has said, for them to take along."""

from collections.abc import Iterator
from typing import Any

from chat.eventlog import erasure
from chat.models import Message, Person, Room


def export(person: Person) -> Iterator[dict[str, Any]]:
    """Each of the person's messages, room by room, oldest first: `room`, `seq`, `id`, `at`, `body`.

    `at` is milliseconds since 1970. Reads as it goes on, so that nobody waits for all of it.
    """
    for room_id, seqs in erasure.batches(erasure.written_by(person.pk)):
        room = Room.objects.get(pk=room_id)
        about = {"id": str(room.pk), "slug": room.slug, "name": room.name}
        said = Message.objects.filter(room=room, seq__in=seqs, by=person, erased=False)
        for message in said.order_by("seq"):
            yield {"room": about, **_fields(message)}


def _fields(message: Message) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "seq": message.seq,
        "id": str(message.uuid),
        "at": message.at,
        "body": message.body,
    }
    if message.reply_to_seq is not None:
        fields["reply_to"] = {"seq": message.reply_to_seq, "id": str(message.reply_to_uuid)}
    return fields
