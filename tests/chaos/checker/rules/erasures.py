"""Who deleted their account is called otherwise from then on, and what they said is nowhere."""

from collections.abc import Iterator

from tests.chaos.checker.facts import Facts, LogEntry, Operation
from tests.chaos.checker.violation import Violation, at


def nobody_is_given_what_was_erased(facts: Facts) -> Iterator[Violation]:
    for room, seen, client, erased_seq in facts.revived:
        place, erased = (room, seen.seq), (room, erased_seq)
        said = f"{seen.body!r} by {seen.name!r} of {at(place)}"
        text = f"{client} was given {said}, which was erased by {at(erased)}"
        yield Violation("resurrected", text, {seen.id}, {place, erased}, client)


def the_log_forgets_who_was_erased(facts: Facts) -> Iterator[Violation]:
    everywhere = {operation.asked.target for operation in erased_for_good(facts)}
    for room, entries in facts.log.items():
        for entry in entries:
            erasure = facts.erasures.get((room, entry.by))
            gone = erasure is not None and entry.seq < erasure.seq
            if entry.body is not None and (gone or entry.by in everywhere):
                place = (room, entry.seq)
                text = f"the log has {entry.body!r} at {at(place)}, which is erased"
                yield Violation("resurrected", text, {entry.id}, {place})
            elif wrong := _old_name(facts, room, entry):
                text = f"the log has the name {wrong} at {at((room, entry.seq))}, which is erased"
                yield Violation("resurrected", text, {entry.id}, {(room, entry.seq)})


def _old_name(facts: Facts, room: str, entry: LogEntry) -> str:
    if entry.who is None:
        return ""
    erasure = facts.erasures.get((room, entry.who[0]))
    return entry.who[1] if erasure and entry.who[1] not in ("", erasure.name) else ""


def erased_for_good(facts: Facts) -> Iterator[Operation]:
    """Erasures that were answered, and no restore has undone since."""
    restored_ns = max((record.at_ns for record in facts.restores.records), default=0)
    for operation in facts.operations:
        ok = operation.asked.what == "erase" and operation.outcome == "ok"
        if ok and operation.answered_ns > restored_ns:
            yield operation


def views_forget_the_names_of_the_erased(facts: Facts) -> Iterator[Violation]:
    """Their texts are those of the log, see `views`."""
    rooms = {room for room, _person in facts.erasures}
    for (client, room), view in facts.views.items():
        if view.end is None or room not in rooms:
            continue
        for seq, message in view.held.items():
            erasure = facts.erasures.get((room, message.by))
            if erasure and seq < erasure.seq and message.name not in ("", erasure.name):
                text = f"{client} still calls {message.name} so at {at((room, seq))}"
                yield Violation("resurrected", text, {message.id}, {(room, seq)}, client)


ERASURE_RULES = (
    nobody_is_given_what_was_erased,
    the_log_forgets_who_was_erased,
    views_forget_the_names_of_the_erased,
)
