"""What each reader shows when all is over: the log, and how it came to that."""

from collections.abc import Iterator

from tests.chaos.checker.facts import Facts, LogEntry
from tests.chaos.checker.history import Ended, Sighting
from tests.chaos.checker.views import View
from tests.chaos.checker.violation import Violation, at


def nothing_is_applied_twice(facts: Facts) -> Iterator[Violation]:
    for (client, room), view in facts.views.items():
        for event in view.doubled:
            place = (room, event.seq)
            text = f"{client} applied {event.id} at {at(place)} again"
            yield Violation("doubled", text, {event.id}, {place}, client)


def views_have_no_holes(facts: Facts) -> Iterator[Violation]:
    for (client, room), view in facts.views.items():
        for expected_seq, event in view.jumped:
            place = (room, event.seq)
            text = f"{client} applied {at(place)} where {expected_seq} was next"
            yield Violation("diverged", text, {event.id}, {place, (room, expected_seq)}, client)


def nobody_is_given_a_hole(facts: Facts) -> Iterator[Violation]:
    """A client that finds one asks again and is whole: it must never have to."""
    for skipped in facts.skipped:
        place = (skipped.room, skipped.seq + 1)
        text = f"{skipped.client} was given what comes after {at(place)}, and not that"
        yield Violation("diverged", text, set(), {place}, skipped.client)


def views_stay_in_their_history(facts: Facts) -> Iterator[Violation]:
    """Into another one leads a reset alone."""
    for (client, room), view in facts.views.items():
        for event in view.astray:
            place = (room, event.seq)
            text = f"{client} applied {at(place)}, which continues another history than it had"
            yield Violation("diverged", text, {event.id}, {place}, client)


def readers_end_at_the_head(facts: Facts) -> Iterator[Violation]:
    for (client, room), view, end in _ended(facts):
        entries = facts.log.get(room, ())
        head_seq = entries[-1].seq if entries else 0
        if (end.seq, view.position_seq) != (head_seq, head_seq):
            text = f"{client} ended room {room} at {end.seq}, its head is {head_seq}"
            yield Violation("behind", text, set(), {(room, view.position_seq + 1)}, client)
        elif entries and end.digest != entries[-1].digest:
            text = f"{client} ended room {room} in another history, at {end.digest}"
            yield Violation("diverged", text, set(), {(room, head_seq)}, client)
        if end.waits:
            text = f"{client} still waits for what room {room} has up to {end.past_seq}"
            yield Violation("behind", text, set(), {(room, end.past_seq)}, client)


def views_are_the_log(facts: Facts) -> Iterator[Violation]:
    """State fetched fresh is old state and events: every message, as the log has it."""
    for (client, room), view, end in _ended(facts):
        since_seq = max(view.began_seq, end.past_seq)
        posts = [
            entry
            for entry in facts.log.get(room, ())
            if entry.kind == "post" and since_seq < entry.seq <= view.position_seq
        ]
        for entry in posts:
            shown = view.held.get(entry.seq)
            if shown is None or shown.id != entry.id or shown.body != entry.body:
                yield from _difference(facts, client, room, entry, shown)
        if len(posts) < len(view.held):
            yield from _superfluous(facts, client, room, view)


def _difference(
    facts: Facts, client: str, room: str, entry: LogEntry, shown: Sighting | None
) -> Iterator[Violation]:
    place, about = (room, entry.seq), ({entry.id}, {(room, entry.seq)}, client)
    if shown is None:
        text = f"{client} is past {at(place)} but does not hold {entry.id}"
        yield Violation("lost", text, *about)
    elif shown.id != entry.id:
        text = f"{client} holds {shown.id} at {at(place)}, the log has {entry.id}"
        yield Violation("diverged", text, {entry.id, shown.id}, {place}, client)
    elif entry.body is None:
        text = f"{client} still shows {shown.body!r} at {at(place)}, which is erased"
        yield Violation("resurrected", text, *about)
    elif shown.body is not None:
        text = f"{client} shows {shown.body!r} at {at(place)}, the log has {entry.body!r}"
        yield Violation("forged", text, *about)
    elif entry.by not in facts.undone_erasures:
        text = f"{client} shows {entry.id} at {at(place)} without its text"
        yield Violation("lost", text, *about)


def _superfluous(facts: Facts, client: str, room: str, view: View) -> Iterator[Violation]:
    for seq, shown in sorted(view.held.items()):
        entry = facts.entry(room, seq)
        if entry is None or entry.kind != "post":
            text = f"{client} holds {shown.id} at {at((room, seq))}, where the log has no message"
            yield Violation("diverged", text, {shown.id}, {(room, seq)}, client)


def _ended(facts: Facts) -> Iterator[tuple[tuple[str, str], View, Ended]]:
    for key, view in facts.views.items():
        if view.end is not None:
            yield key, view, view.end


VIEW_RULES = (
    nothing_is_applied_twice,
    views_have_no_holes,
    nobody_is_given_a_hole,
    views_stay_in_their_history,
    readers_end_at_the_head,
    views_are_the_log,
)
