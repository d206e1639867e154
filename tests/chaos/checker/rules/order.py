"""In which order the log must hold it."""

from collections.abc import Iterator

from tests.chaos.checker.facts import Facts
from tests.chaos.checker.violation import Violation


def a_sender_keeps_its_order(facts: Facts) -> Iterator[Violation]:
    """What one client posted in a room stands in the order it was posted.

    But for what it had an ack of that a restore dropped: once it learns of that, it sends it again.
    """
    order = {id: number for number, id in enumerate(facts.invoked)}
    for room, entries in facts.log.items():
        latest: dict[str, str] = {}
        for entry in entries:
            post = facts.invoked.get(entry.id)
            if post is None or entry.id in facts.dropped_acks:
                continue
            before = latest.get(post.client)
            if before is not None and order[before] > order[entry.id]:
                text = f"{post.client} posted {entry.id} before {before}, room {room} has it after"
                yield Violation("reordered", text, {entry.id, before}, {(room, entry.seq)})
            else:
                latest[post.client] = entry.id


def an_ack_orders_all_that_follow(facts: Facts) -> Iterator[Violation]:
    """What was invoked after another's ack stands after it, whoever sent it."""
    acked_ns = _acked_ns(facts)
    for room, entries in facts.log.items():
        earliest_ns, holder = None, ""
        for entry in reversed(entries):
            post = facts.invoked.get(entry.id)
            if post is None:
                continue
            if earliest_ns is not None and post.at_ns > earliest_ns:
                text = f"{entry.id} was posted after the ack of {holder}, room {room} has it before"
                yield Violation("reordered", text, {entry.id, holder}, {(room, entry.seq)})
            at_ns = acked_ns.get(entry.id)
            if at_ns is not None and (earliest_ns is None or at_ns < earliest_ns):
                earliest_ns, holder = at_ns, entry.id


def _acked_ns(facts: Facts) -> dict[str, int]:
    """When each id was first acknowledged where it stands, in the history that stands."""
    first: dict[str, int] = {}
    for ack in facts.acks:
        settled_ns = facts.restores.settled_ns(*ack.place)
        if ack.record.at_ns > settled_ns and facts.place_of.get(ack.record.id) == ack.place:
            first.setdefault(ack.record.id, ack.record.at_ns)
    return first


ORDER_RULES = (a_sender_keeps_its_order, an_ack_orders_all_that_follow)
