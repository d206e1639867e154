"""What one fault cost, from the history of the run."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tests.chaos.checker.history import Acked, AnyRecord, Invoked, Link, Received
from tests.chaos.outages.spell import Spell

S = 1_000_000_000  # nanoseconds
# An ack that was on its way when the fault began is with its client by then.
UNDER_WAY_S = 0.5
# What a connection says of its end: `tests/chaos/client/conversation.py`.
LOST, BYE, SILENCE = "lost its link", "hears bye ", "hears nothing"


class Figures(NamedTuple):
    """Seconds. `dropped`: sockets, by what ended them. `acked_meanwhile`: acks that came within it.

    Of the `posts` of the spell `delivered` is how many all other members of the room had.
    """

    posts: int
    dropped: Counter[str]
    without_ack_s: float
    without_delivery_s: float
    whole_after_s: float
    acked_meanwhile: int
    delivered: int


def figures(spell: Spell, records: Sequence[AnyRecord], rooms: Mapping[str, str]) -> Figures:
    """Of all posted from a little before the fault until a little after; `rooms` by connection."""
    acked = _acked(records)
    posts = [
        record
        for record in records
        if isinstance(record, Invoked) and spell.before_ns <= record.at_ns < spell.over_ns
    ]
    delivered = _delivered(records, posts, rooms)
    waits = [acked[post.id] - post.at_ns for post in posts]
    late = [delivered[post.id] - acked[post.id] for post in posts if post.id in delivered]
    pending = [post for post in posts if post.at_ns < spell.healed_ns]
    whole_ns = max(max(acked[p.id], delivered.get(p.id, 0)) for p in pending)
    quiet = range(spell.began_ns + int(UNDER_WAY_S * S), spell.healing_ns)
    return Figures(
        posts=len(posts),
        dropped=_dropped(records, spell),
        without_ack_s=max(waits) / S,
        without_delivery_s=max([0, *late]) / S,
        whole_after_s=max(0, whole_ns - spell.healed_ns) / S,
        acked_meanwhile=sum(at_ns in quiet for at_ns in acked.values()),
        delivered=len(delivered),
    )


def _acked(records: Iterable[AnyRecord]) -> dict[str, int]:
    """When each post was first acknowledged."""
    found: dict[str, int] = {}
    for record in records:
        if isinstance(record, Acked):
            found.setdefault(record.id, record.at_ns)
    return found


def _delivered(
    records: Iterable[AnyRecord], posts: Iterable[Invoked], rooms: Mapping[str, str]
) -> dict[str, int]:
    """When the last of the others in its room had it: some are at every process."""
    authors = {post.id: post.client for post in posts}
    members = Counter(rooms.values())
    had: dict[str, set[str]] = {id: set() for id in authors}
    found: dict[str, int] = {}
    for record in records:
        if isinstance(record, Received):
            for event in record.events:
                others = had.get(event.id)
                if others is None or record.client in {authors[event.id], *others}:
                    continue
                others.add(record.client)
                if len(others) == members[record.room] - 1:
                    found[event.id] = record.at_ns
    return found


def _dropped(records: Iterable[AnyRecord], spell: Spell) -> Counter[str]:
    """By the server's word, by the client's own heartbeat, or cut on the way."""
    found: Counter[str] = Counter()
    last: dict[str, str] = {}
    for record in records:
        if isinstance(record, Link):
            if record.what.startswith(LOST) and spell.before_ns <= record.at_ns < spell.over_ns:
                found[last.get(record.client, "cut")] += 1
            last[record.client] = _why(record.what)
    return found


def _why(what: str) -> str:
    if what.startswith(BYE):
        return "bye " + what.removeprefix(BYE).partition(":")[0]
    return "heartbeat" if what == SILENCE else "cut"
