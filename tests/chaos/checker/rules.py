"""The rules of a good history, each a generator of what breaks it.

A post has one of four outcomes: acknowledged (must stand exactly once, where the ack said, in
the log and in every reader's view), finally refused (must not stand), unknown (may stand once),
or still open, which is the same as unknown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.chaos.checker.facts import Facts, Place

Kind = Literal["lost", "doubled", "reordered", "diverged", "behind", "forged"]
KINDS: tuple[Kind, ...] = ("lost", "doubled", "reordered", "diverged", "behind", "forged")


@dataclass(slots=True)
class Violation:
    """`client` is the reader it shows at, if it shows at one; `story` is told for the first few."""

    kind: Kind
    text: str
    ids: set[str] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)
    client: str | None = None
    story: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join([f"{self.kind}: {self.text}", *("  " + line for line in self.story)])


def acknowledged_stand_in_the_log(facts: Facts) -> Iterator[Violation]:
    standing = {(room, e.seq): e.id for room, entries in facts.log.items() for e in entries}
    for id, places in facts.acked.items():
        for place in places:
            if standing.get(place) != id:
                text = f"{id} was acknowledged at {_at(place)}, where the log does not have it"
                yield Violation("lost", text, {id}, {place})


def acknowledged_reach_every_reader(facts: Facts) -> Iterator[Violation]:
    wanted: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for id, places in facts.acked.items():
        for room, seq in places:
            wanted[room].append((seq, id))
    for (client, room), view in facts.views.items():
        for seq, id in wanted[room] if view.ended else ():
            reached = view.began_seq < seq <= view.position_seq
            if reached and view.held.get(seq) != id:
                text = f"{client} is past {_at((room, seq))} but does not hold {id}"
                yield Violation("lost", text, {id}, {(room, seq)}, client)


def an_id_has_one_place(facts: Facts) -> Iterator[Violation]:
    """In a room every id stands once; what a person posted stands once in all rooms together."""
    places: dict[tuple[str, str], set[Place]] = defaultdict(set)
    for place, ids in facts.ids_at.items():
        for id in ids:
            scope = "" if id in facts.invoked else place[0]
            places[scope, id].add(place)
    for room, entries in facts.log.items():
        seqs: dict[str, int] = {}
        for entry in entries:
            if seqs.setdefault(entry.id, entry.seq) != entry.seq:
                places["", entry.id] |= {(room, seqs[entry.id]), (room, entry.seq)}
    for (_, id), found in places.items():
        if len(found) > 1:
            where = " and ".join(_at(place) for place in sorted(found))
            yield Violation("doubled", f"{id} was seen at {where}", {id}, found)


def nothing_is_applied_twice(facts: Facts) -> Iterator[Violation]:
    for (client, room), view in facts.views.items():
        for event in view.doubled:
            place = (room, event.seq)
            text = f"{client} applied {event.id} at {_at(place)} again"
            yield Violation("doubled", text, {event.id}, {place}, client)


def a_place_has_one_id(facts: Facts) -> Iterator[Violation]:
    for place, ids in facts.ids_at.items():
        if len(ids) > 1:
            said = ", ".join(f"{id} ({who})" for id, who in ids.items())
            yield Violation("diverged", f"{_at(place)} is {said}", set(ids), {place})


def a_place_has_one_digest(facts: Facts) -> Iterator[Violation]:
    for place, digests in facts.digests_at.items():
        if len(digests) > 1:
            said = ", ".join(f"{digest} ({who})" for digest, who in digests.items())
            yield Violation("diverged", f"{_at(place)} has digests {said}", set(), {place})


def views_have_no_holes(facts: Facts) -> Iterator[Violation]:
    for (client, room), view in facts.views.items():
        for expected_seq, event in view.jumped:
            place = (room, event.seq)
            text = f"{client} applied {_at(place)} where {expected_seq} was next"
            yield Violation("diverged", text, {event.id}, {place, (room, expected_seq)}, client)


def the_log_has_no_holes(facts: Facts) -> Iterator[Violation]:
    for room, entries in facts.log.items():
        for expected_seq, entry in enumerate(entries, start=1):
            if entry.seq != expected_seq:
                text = f"the log of room {room} has {entry.seq} where {expected_seq} was next"
                yield Violation("diverged", text, {entry.id}, {(room, entry.seq)})
                break


def a_sender_keeps_its_order(facts: Facts) -> Iterator[Violation]:
    """What one client posted in a room stands in the order it was posted."""
    order = {id: number for number, id in enumerate(facts.invoked)}
    for room, entries in facts.log.items():
        latest: dict[str, str] = {}
        for entry in entries:
            post = facts.invoked.get(entry.id)
            if post is None:
                continue
            before = latest.get(post.client)
            if before is not None and order[before] > order[entry.id]:
                text = f"{post.client} posted {entry.id} before {before}, room {room} has it after"
                yield Violation("reordered", text, {entry.id, before}, {(room, entry.seq)})
            else:
                latest[post.client] = entry.id


def an_ack_orders_all_that_follow(facts: Facts) -> Iterator[Violation]:
    """What was invoked after another's ack stands after it, whoever sent it."""
    for room, entries in facts.log.items():
        earliest_ns, holder = None, ""
        for entry in reversed(entries):
            post = facts.invoked.get(entry.id)
            if post is None:
                continue
            if earliest_ns is not None and post.at_ns > earliest_ns:
                text = f"{entry.id} was posted after the ack of {holder}, room {room} has it before"
                yield Violation("reordered", text, {entry.id, holder}, {(room, entry.seq)})
            acked_ns = facts.acked_at_ns.get(entry.id)
            if acked_ns is not None and (earliest_ns is None or acked_ns < earliest_ns):
                earliest_ns, holder = acked_ns, entry.id


def readers_end_at_the_head(facts: Facts) -> Iterator[Violation]:
    for (client, room), view in facts.views.items():
        entries = facts.log.get(room, ())
        head_seq = entries[-1].seq if entries else 0
        if view.ended and (view.ended_seq, view.position_seq) != (head_seq, head_seq):
            text = f"{client} ended room {room} at {view.ended_seq}, its head is {head_seq}"
            yield Violation("behind", text, set(), {(room, view.position_seq + 1)}, client)


def the_log_holds_what_was_sent(facts: Facts) -> Iterator[Violation]:
    for room, entries in facts.log.items():
        for entry in entries:
            wrong = _forgery(facts, room, entry.kind, entry.id, entry.by, entry.body)
            if wrong:
                text = f"the log has {entry.id} at {_at((room, entry.seq))}, {wrong}"
                yield Violation("forged", text, {entry.id}, {(room, entry.seq)})


def readers_see_what_was_sent(facts: Facts) -> Iterator[Violation]:
    for place, sightings in facts.sightings.items():
        for seen in sightings:
            wrong = _forgery(facts, place[0], seen.kind, seen.id, seen.by, seen.body)
            if wrong:
                text = f"{seen.id} was seen at {_at(place)}, {wrong}"
                yield Violation("forged", text, {seen.id}, {place})


def _forgery(facts: Facts, room: str, kind: str, id: str, by: str, body: str | None) -> str:
    """Says what is wrong about a post that stands, or nothing. Other kinds are the server's."""
    if kind != "post":
        return ""
    post = facts.invoked.get(id)
    if post is None:
        return "which nobody posted"
    if id in facts.refused:
        return f"which was finally refused ({facts.refused[id].code})"
    if (post.room, post.person, post.body) != (room, by, body):
        return f"which {post.person} posted in room {post.room} as {post.body!r}, not {body!r}"
    return ""


def _at(place: Place) -> str:
    return f"{place[0]}/{place[1]}"


RULES: tuple[Callable[[Facts], Iterator[Violation]], ...] = (
    acknowledged_stand_in_the_log,
    acknowledged_reach_every_reader,
    an_id_has_one_place,
    nothing_is_applied_twice,
    a_place_has_one_id,
    a_place_has_one_digest,
    views_have_no_holes,
    the_log_has_no_holes,
    a_sender_keeps_its_order,
    an_ack_orders_all_that_follow,
    readers_end_at_the_head,
    the_log_holds_what_was_sent,
    readers_see_what_was_sent,
)
