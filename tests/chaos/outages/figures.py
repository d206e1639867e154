"""What one outage cost, from the history of the run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tests.chaos.checker.history import Acked, AnyRecord, Invoked, Link, Received
from tests.chaos.outages.crowd import Place

S = 1_000_000_000  # nanoseconds
# An ack that was on its way when the outage began is with its client by then.
UNDER_WAY_S = 0.5


class Page(NamedTuple):
    """503: it says that the database is away. 200: it waited until it was back."""

    status: int
    after_s: float


@dataclass(frozen=True)
class Spell:
    """When it was, by the recorder's clock: `began` and `healing` lie within the outage.

    `told_s`: how long somebody who came meanwhile waited for `bye`; `page`: what they were shown.
    None where nobody came.
    """

    name: str
    before_ns: int
    began_ns: int
    healing_ns: int
    healed_ns: int
    over_ns: int
    told_s: float | None = None
    page: Page | None = None


class Figures(NamedTuple):
    """Seconds. `acked_meanwhile`: acks that came within the outage. `posts`: those of the spell;
    `delivered`: how many of them somebody at another process than the author's had.

    `dropped`: the sockets, and what was said to them.
    """

    posts: int
    dropped: list[str]
    without_ack_s: float
    without_delivery_s: float
    whole_after_s: float
    acked_meanwhile: int
    delivered: int


def figures(spell: Spell, records: Sequence[AnyRecord], places: Mapping[str, Place]) -> Figures:
    """Of all that was posted from a little before the outage until a little after it."""
    acked = _acked(records)
    posts = [
        record
        for record in records
        if isinstance(record, Invoked) and spell.before_ns <= record.at_ns < spell.over_ns
    ]
    deliveries = _last_deliveries(records, posts, places)
    waits = [acked[post.id] - post.at_ns for post in posts]
    late = [deliveries[post.id] - acked[post.id] for post in posts if post.id in deliveries]
    pending = [post for post in posts if post.at_ns < spell.healed_ns]
    whole_ns = max(max(acked[p.id], deliveries.get(p.id, 0)) for p in pending)
    quiet = range(spell.began_ns + int(UNDER_WAY_S * S), spell.healing_ns)
    return Figures(
        posts=len(posts),
        dropped=[
            f"{record.client} {record.what}"
            for record in records
            if isinstance(record, Link) and spell.before_ns <= record.at_ns < spell.over_ns
        ],
        without_ack_s=max(waits) / S,
        without_delivery_s=max(0, *late) / S if late else 0.0,
        whole_after_s=max(0, whole_ns - spell.healed_ns) / S,
        acked_meanwhile=sum(at_ns in quiet for at_ns in acked.values()),
        delivered=len(deliveries),
    )


def _acked(records: Iterable[AnyRecord]) -> dict[str, int]:
    """When each post was first acknowledged."""
    found: dict[str, int] = {}
    for record in records:
        if isinstance(record, Acked):
            found.setdefault(record.id, record.at_ns)
    return found


def _last_deliveries(
    records: Iterable[AnyRecord], posts: Iterable[Invoked], places: Mapping[str, Place]
) -> dict[str, int]:
    """When the last connection to another process than the author's had it."""
    home = {post.id: places[post.client].process for post in posts}
    had: set[tuple[str, str]] = set()
    found: dict[str, int] = {}
    for record in records:
        if isinstance(record, Received):
            for event in record.events:
                elsewhere = event.id in home and places[record.client].process != home[event.id]
                if elsewhere and (event.id, record.client) not in had:
                    had.add((event.id, record.client))
                    found[event.id] = record.at_ns
    return found
