"""What the log must hold, and may not."""

from collections.abc import Iterator

from tests.chaos.checker.facts import Ack, Facts, LogEntry
from tests.chaos.checker.violation import Violation, at


def acknowledged_stand_in_the_log(facts: Facts) -> Iterator[Violation]:
    for ack in facts.acks:
        id, place = ack.record.id, ack.place
        entry = facts.entry(*place)
        if entry is not None and entry.id == id:
            continue
        if facts.restores.drop(*place, ack.since_ns) or _was_an_old_event(facts, ack):
            continue
        there = f"the log has {entry.id}" if entry else "the log has nothing"
        stands = facts.place_of.get(id)
        text = f"{id} was acknowledged at {at(place)}, where {there}; "
        text += f"it stands at {at(stands)}" if stands else "it stands nowhere"
        yield Violation("lost", text, {id}, {place})


def _was_an_old_event(facts: Facts, ack: Ack) -> bool:
    """An event counts as an ack, and may come late, out of a history that was ended."""
    seen_there = facts.dropped.get(ack.place, ())
    return ack.record.via == "event" and any(seen.id == ack.record.id for seen in seen_there)


def the_log_has_no_holes(facts: Facts) -> Iterator[Violation]:
    for room, entries in facts.log.items():
        for expected_seq, entry in enumerate(entries, start=1):
            if entry.seq != expected_seq:
                text = f"the log of room {room} has {entry.seq} where {expected_seq} was next"
                yield Violation("diverged", text, {entry.id}, {(room, entry.seq)})
                break


def an_id_stands_once(facts: Facts) -> Iterator[Violation]:
    """What a person posted, in all rooms together; what the server says, in each room."""
    for room, entries in facts.log.items():
        seqs: dict[str, int] = {}
        for entry in entries:
            first = seqs.setdefault(entry.id, entry.seq)
            place, other = (room, entry.seq), (room, first)
            if entry.id in facts.invoked:
                other = facts.place_of[entry.id]
            if other != place:
                text = f"{entry.id} stands at {at(other)} and at {at(place)}"
                yield Violation("doubled", text, {entry.id}, {place, other})


def the_log_holds_what_was_sent(facts: Facts) -> Iterator[Violation]:
    for room, entries in facts.log.items():
        for entry in entries:
            if entry.kind == "post":
                yield from _wrong_post(facts, room, entry)


def _wrong_post(facts: Facts, room: str, entry: LogEntry) -> Iterator[Violation]:
    """Other kinds are the server's own."""
    place = (room, entry.seq)
    subject = f"the log has {entry.id} at {at(place)}"
    post, about = facts.invoked.get(entry.id), ({entry.id}, {place})
    if post is None:
        yield Violation("forged", f"{subject}, which nobody posted", *about)
        return
    if entry.id in facts.refused:
        refused = f"which was finally refused ({facts.refused[entry.id].code})"
        yield Violation("resurrected", f"{subject}, {refused}", *about)
    if entry.body is None and not _may_be_erased(facts, room, entry):
        yield Violation("lost", f"{subject} without its text, and nobody erased it", *about)
    body = post.body if entry.body is None else entry.body
    if (post.room, post.person, post.body) != (room, entry.by, body):
        said = f"which {post.person} posted in room {post.room} as {post.body!r}"
        yield Violation("forged", f"{subject}, {said}, not {entry.body!r}", *about)


def _may_be_erased(facts: Facts, room: str, entry: LogEntry) -> bool:
    """By now, or half: the text goes before the room is told."""
    return (room, entry.by) in facts.erasures or any(
        operation.asked.what == "erase"
        and operation.asked.target == entry.by
        and operation.outcome != "failed"
        for operation in facts.operations
    )


LOG_RULES = (
    acknowledged_stand_in_the_log,
    the_log_has_no_holes,
    an_id_stands_once,
    the_log_holds_what_was_sent,
)
