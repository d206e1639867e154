"""What a real page shows at the end: the newest messages of the log, as they are."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Literal

from tests.chaos.checker.facts import Facts, LogEntry
from tests.chaos.checker.history import Shown, Sighting
from tests.chaos.checker.violation import Violation, at


def pages_show_the_log(facts: Facts) -> Iterator[Violation]:
    """From the first message they show to the newest."""
    for shown in facts.shown:
        posts = [entry for entry in facts.log.get(shown.room, ()) if entry.kind == "post"]
        yield from _twice(shown)
        yield from _apart(facts, shown, _tail(shown, posts))


def _twice(shown: Shown) -> Iterator[Violation]:
    ids: set[str] = set()
    for message in shown.messages:
        if message.id in ids:
            text = f"{shown.client} shows {message.id} twice in room {shown.room}"
            yield Violation("doubled", text, {message.id}, set(), shown.client)
        ids.add(message.id)


def _tail(shown: Shown, posts: list[LogEntry]) -> list[LogEntry]:
    """The log from the first of its messages that is shown: all of it if there is none."""
    ids = {message.id for message in shown.messages}
    first = next((n for n, entry in enumerate(posts) if entry.id in ids), 0)
    return posts[first:]


def _apart(facts: Facts, shown: Shown, posts: list[LogEntry]) -> Iterator[Violation]:
    room, client = shown.room, shown.client
    standing = {entry.id: entry for entry in posts}
    held = {message.id: message for message in shown.messages}
    for id in held.keys() - standing.keys():
        text = f"{client} shows {id} in room {room}, where the log has no such message"
        yield Violation("diverged", text, {id}, set(), client)
    newest = next((e.seq for e in reversed(posts) if e.id in held), 0)
    for entry in posts:
        message = held.get(entry.id)
        if message is None:
            kind: Literal["lost", "behind"] = "lost" if entry.seq < newest else "behind"
            text = f"{client} does not show {entry.id} of {at((room, entry.seq))}"
            yield Violation(kind, text, {entry.id}, {(room, entry.seq)}, client)
        elif message.body != entry.body or message.seq not in (0, entry.seq):
            yield from _otherwise(facts, client, room, entry, message)
    yield from _order(shown, [entry.id for entry in posts if entry.id in held])


def _otherwise(
    facts: Facts, client: str, room: str, entry: LogEntry, message: Sighting
) -> Iterator[Violation]:
    place, about = (room, entry.seq), ({entry.id}, {(room, entry.seq)}, client)
    if message.seq not in (0, entry.seq):
        text = f"{client} shows {entry.id} as {at((room, message.seq))}, it is {at(place)}"
        yield Violation("diverged", text, *about)
    elif entry.body is None:
        text = f"{client} still shows {message.body!r} at {at(place)}, which is erased"
        yield Violation("resurrected", text, *about)
    elif message.body is not None:
        text = f"{client} shows {message.body!r} at {at(place)}, the log has {entry.body!r}"
        yield Violation("forged", text, *about)
    elif entry.by not in facts.undone_erasures:
        yield Violation("lost", f"{client} shows {entry.id} as deleted", *about)


def _order(shown: Shown, ids: list[str]) -> Iterator[Violation]:
    known = set(ids)
    order = list(dict.fromkeys(m.id for m in shown.messages if m.id in known))
    for right, is_shown in zip_longest(ids, order):
        if right != is_shown:
            text = f"{shown.client} shows {is_shown} in room {shown.room} where {right} belongs"
            yield Violation("reordered", text, {right, is_shown}, set(), shown.client)
            return


def nothing_is_pending_at_the_end(facts: Facts) -> Iterator[Violation]:
    for shown in facts.shown:
        for id in shown.pending:
            place = facts.place_of.get(id)
            if place is None:
                text = f"{shown.client} still shows {id} as not sent"
                yield Violation("behind", text, {id}, set(), shown.client)
            else:
                text = f"{shown.client} shows {id} as not sent, which stands at {at(place)}"
                yield Violation("doubled", text, {id}, {place}, shown.client)


SHOWN_RULES = (pages_show_the_log, nothing_is_pending_at_the_end)
