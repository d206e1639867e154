"""What anybody was given, at any time, kept or not."""

from collections import defaultdict
from collections.abc import Iterator

from tests.chaos.checker.facts import Facts, LogEntry, Odd, Place
from tests.chaos.checker.history import Sighting
from tests.chaos.checker.violation import Violation, at


def what_is_seen_stands(facts: Facts) -> Iterator[Violation]:
    """Or did, before its text was erased."""
    told: set[tuple[str, Sighting]] = set()
    for odd in facts.odd:
        if (odd.room, odd.seen) not in told:
            told.add((odd.room, odd.seen))
            yield from _oddity(facts, odd)


def _oddity(facts: Facts, odd: Odd) -> Iterator[Violation]:
    seen, place = odd.seen, (odd.room, odd.seen.seq)
    entry = facts.entry(*place)
    if entry is None or entry.id != seen.id:
        stands = f"{entry.id} (the log)" if entry else "nothing (the log)"
        ids = {seen.id, entry.id} if entry else {seen.id}
        text = f"{at(place)} is {stands}, {seen.id} ({odd.client})"
        yield Violation("diverged", text, ids, {place})
        other = facts.place_of.get(seen.id)
        if other is not None:
            text = f"{seen.id} stands at {at(other)}, {odd.client} was given it at {at(place)}"
            yield Violation("doubled", text, {seen.id}, {place, other})
    elif seen.body is None and entry.body is not None:
        if entry.by in facts.undone_erasures:
            return
        text = f"{odd.client} was given {seen.id} at {at(place)} without its text"
        yield Violation("lost", text, {seen.id}, {place}, odd.client)
    elif not _is_as_it_was(facts, seen, entry):
        said = f"as {seen.kind} {seen.body!r} by {seen.by}"
        stands = f"{entry.kind} {entry.body!r} by {entry.by}"
        text = f"{seen.id} was seen at {at(place)} {said}, the log has {stands}"
        yield Violation("forged", text, {seen.id}, {place})


def _is_as_it_was(facts: Facts, seen: Sighting, entry: LogEntry) -> bool:
    post = facts.invoked.get(seen.id)
    was_said = entry.body is None and post is not None and post.body == seen.body
    return was_said and (entry.kind, entry.by) == (seen.kind, seen.by)


def an_ended_history_was_one(facts: Facts) -> Iterator[Violation]:
    """What is gone with a restore had one id at each place too, and each id one place."""
    places: dict[str, set[Place]] = defaultdict(set)
    for place, sightings in facts.dropped.items():
        ids = {seen.id: who for seen, who in sightings.items()}
        entry = facts.entry(*place)
        if entry is not None and place[1] <= facts.restores.fork_seq(place[0]):
            ids.pop(entry.id, None)  # both histories have it
        for id in ids:
            places[id].add(place)
        if len(ids) > facts.restores.histories_dropped(*place):
            said = ", ".join(f"{id} ({who})" for id, who in ids.items())
            yield Violation("diverged", f"{at(place)} was {said}", set(ids), {place})
    for id, found in places.items():
        if id in facts.invoked and len(found) > len(facts.restores.records):
            where = " and ".join(at(place) for place in sorted(found))
            yield Violation("doubled", f"{id} was seen at {where}", {id}, found)


def an_ended_history_held_what_was_sent(facts: Facts) -> Iterator[Violation]:
    for place, sightings in facts.dropped.items():
        for seen, who in sightings.items():
            if seen.kind == "post" and not _was_said(facts, seen):
                text = f"{who} was given {seen.id} at {at(place)}, which nobody posted so"
                yield Violation("forged", text, {seen.id}, {place})


def _was_said(facts: Facts, seen: Sighting) -> bool:
    """So, or erased by then."""
    post = facts.invoked.get(seen.id)
    return post is not None and post.person == seen.by and seen.body in (None, post.body)


RECEIPT_RULES = (
    what_is_seen_stands,
    an_ended_history_was_one,
    an_ended_history_held_what_was_sent,
)
