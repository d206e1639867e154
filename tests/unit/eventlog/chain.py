"""The digest chain, computed anew from what the rows say."""

from chat.models import Event, Message, Room
from chat.protocol.position import EMPTY, Position, content_hash, next_digest


def recomputed(room: Room) -> list[Position]:
    """Where the chain stands after each event of the room. AssertionError at a hole."""
    position = EMPTY
    chain = []
    for event in Event.objects.filter(room=room).order_by("seq"):
        assert event.seq == position.seq + 1, f"a hole before {event}"
        digest = next_digest(
            position.digest,
            event.seq,
            event.kind,
            str(event.uuid),
            event.by_id,
            event.at,
            bytes(event.content_hash),
        )
        position = Position(event.seq, digest)
        chain.append(position)
    return chain


def stored(room: Room) -> list[Position]:
    rows = Event.objects.filter(room=room).order_by("seq")
    return [Position(event.seq, event.digest) for event in rows]


def contents_fit(room: Room) -> bool:
    """Whether every content that was not erased is the one its hash stands for."""
    return all(
        bytes(event.content_hash) == content_hash(bytes(event.salt), event.content.encode())
        for event in Event.objects.filter(room=room)
        if event.salt
    )


def assert_consistent() -> None:
    """What holds in every state the log is ever in."""
    for room in Room.objects.all():
        chain = recomputed(room)
        assert stored(room) == chain
        assert room.head == (chain[-1] if chain else EMPTY)
        assert contents_fit(room)
        posts = Event.objects.filter(room=room, kind="post").order_by("seq")
        messages = list(room_messages(room))
        assert [row.seq for row in posts] == [seq for seq, _ in messages]
        assert [ordinal for _, ordinal in messages] == list(range(1, room.posts + 1))


def room_messages(room: Room) -> list[tuple[int, int]]:
    rows = Message.objects.filter(room=room).order_by("seq")
    return list(rows.values_list("seq", "ordinal"))
