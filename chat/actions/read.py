"""How far a person has read: a state, not an event, so no log keeps it."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import NamedTuple
from uuid import uuid4

from django.db.models import Max

from chat.actions.submit import submit
from chat.eventlog.intention import Answer, Intention
from chat.eventlog.transaction import Transaction
from chat.models import Membership, Message, Person, Room


class ReadMark(NamedTuple):
    """`back`: the person marked it unread, so a lower `seq` counts too."""

    room_id: int
    seq: int
    back: bool = False


class MarkRead(Intention):
    remembered = False

    def __init__(self, by: Person, marks: Sequence[ReadMark]) -> None:
        super().__init__(by, uuid4(), rooms={mark.room_id for mark in marks})
        self.marks = marks

    def meant(self) -> object:
        return self.marks

    def decide(self, transaction: Transaction) -> Answer:
        for mark in self.marks:
            membership = transaction.members.get((mark.room_id, self.by.pk))
            if membership is not None:
                _move(membership, mark, transaction.room(mark.room_id))
        return Answer(self.marks[0].room_id, 0, 0)


def _move(membership: Membership, mark: ReadMark, room: Room) -> None:
    """The highest wins, unless marked back; nobody has read beyond the head."""
    seq = min(mark.seq, room.head_seq)
    if seq > membership.read_seq or (mark.back and seq < membership.read_seq):
        membership.read_seq = seq
        membership.read_posts = _posts_up_to(seq, room)
        membership.save(update_fields=["read_seq", "read_posts"])


def _posts_up_to(seq: int, room: Room) -> int:
    if seq == room.head_seq:  # its last posts may be of this very transaction
        return room.posts
    upto = Message.objects.filter(room=room, seq__lte=seq)
    return upto.aggregate(most=Max("ordinal"))["most"] or 0


def mark_read(by: Person, marks: Sequence[ReadMark]) -> "Future[Answer]":
    """Store how far `by` has read in each of these rooms. Marks of others' rooms do nothing."""
    return submit(MarkRead(by, marks))
