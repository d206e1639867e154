"""What somebody said is erased, and the log stays whole.

The chain is over the hash of each content, and the hash is salted: with the salt gone too, nothing
can be learned from it, by guessing either. So would the fingerprint of the intention tell, which
is of the text alone: it goes as well. An empty salt is the mark of an erased content.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from chat.models import Event, Intent, Message, Room

# Of a post or an edit; what else an event says concerns others too, and stays. Of files these are
# the names: once files are stored, what is in them has to go here too.
TEXTS = {"body", "html", "files"}
# Kinds whose content has the name of somebody who came or went.
COMINGS = ("join", "leave")
# In the own log: what a guest called themselves when they became an account.
ACCOUNT = "account"
# A commit of this many takes some 20 ms: nobody who posts meanwhile feels it.
BATCH = 500


def written_by(person_id: int) -> dict[int, list[int]]:
    """Where to look for what somebody has done: {room: [seq]}, own log left out.

    By the ids of their intentions, the only index of events by person; others' may be among them.
    """
    found: dict[int, list[int]] = defaultdict(list)
    rows = Intent.objects.filter(person=person_id).exclude(room__kind=Room.Kind.SELF)
    for room_id, seq in rows.values_list("room_id", "seq").iterator():
        found[room_id].append(seq)
    return {room_id: sorted(seqs) for room_id, seqs in sorted(found.items())}


def naming(person_id: int) -> dict[int, list[int]]:
    """Other events with this person's name: in their own log, and where somebody removed them."""
    own = Event.objects.filter(room__self_of=person_id)
    removed = own.filter(kind="left").exclude(by=person_id)
    rooms = {int(json.loads(event.content)["room"]) for event in removed}
    leaves = Event.objects.filter(
        room__in=rooms, kind="leave", content__contains=f'"who":{{"id":"{person_id}"'
    )
    found: dict[int, list[int]] = defaultdict(list)
    for event in [*own.filter(kind=ACCOUNT), *leaves]:
        found[event.room_id].append(event.seq)
    return found


def batches(found: dict[int, list[int]]) -> Iterator[tuple[int, list[int]]]:
    for room_id, seqs in found.items():
        for start in range(0, len(seqs), BATCH):
            yield room_id, seqs[start : start + BATCH]


def erase(person_id: int, name: str, room_id: int, seqs: Sequence[int]) -> None:
    """All that these events say of the person or in their words. Inside a transaction.

    `name` is what they are called from now on.
    """
    wanted: dict[str, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(room=room_id, seq__in=seqs).exclude(salt=b""):
        remains = _remains(event, person_id, name)
        if remains is not None:
            wanted[remains].append(event)
    for content, events in wanted.items():
        erased = Event.objects.filter(room=room_id, seq__in=[event.seq for event in events])
        erased.update(content=content, salt=b"")
        # The id stays: sent again it is still known, and none of the same text any more.
        intents = Intent.objects.filter(person=person_id, uuid__in=[event.uuid for event in events])
        intents.update(fingerprint=b"")
    said = Message.objects.filter(room=room_id, seq__in=seqs, by=person_id)
    said.update(body="", html="", erased=True)


def _remains(event: Event, person_id: int, name: str) -> str | None:
    """The content without what must go; None if nothing of it must."""
    content: dict[str, Any] = json.loads(event.content)
    if event.kind in COMINGS and content["who"]["id"] == str(person_id):
        return _encoded({"who": {"id": str(person_id), "name": name}})
    if event.kind == ACCOUNT:
        return "{}"
    if event.by_id == person_id and TEXTS & content.keys():
        return _encoded({key: value for key, value in content.items() if key not in TEXTS})
    return None


def _encoded(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
