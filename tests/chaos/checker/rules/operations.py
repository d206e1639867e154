"""What else people did, and was answered: it is so, as long as nothing else was done since."""

from collections import defaultdict
from collections.abc import Iterator

from tests.chaos.checker.facts import Facts, Operation, State
from tests.chaos.checker.rules.erasures import erased_for_good
from tests.chaos.checker.violation import Violation


def who_joined_is_a_member(facts: Facts) -> Iterator[Violation]:
    """And who left is none."""
    for state in _states(facts):
        for (person, room), operation in _last_words(facts).items():
            joined = operation.asked.what == "join"
            if joined == ((person, room) in state.members):
                continue
            if joined:
                text = f"{person} joined room {room}, and is no member of it"
                yield Violation("lost", text, set(), {(room, 0)}, operation.asked.client)
            else:
                text = f"{person} left room {room}, and is a member of it"
                yield Violation("resurrected", text, set(), {(room, 0)}, operation.asked.client)


def a_room_that_was_made_is_there(facts: Facts) -> Iterator[Violation]:
    for state in _states(facts):
        for operation in facts.operations:
            made = operation.asked.what == "create" and operation.outcome == "ok"
            if made and _is_settled(facts, operation) and operation.result not in state.rooms:
                text = f"room {operation.result} was made, and there is none"
                place = (operation.result, 0)
                yield Violation("lost", text, set(), {place}, operation.asked.client)


def an_account_that_was_erased_is_gone(facts: Facts) -> Iterator[Violation]:
    for state in _states(facts):
        for operation in erased_for_good(facts):
            person, client = operation.asked.target, operation.asked.client
            if person not in state.erased:
                text = f"the erasure of {person} was answered, and is not done"
                yield Violation("lost", text, set(), set(), client)
            for member, room in state.members:
                if member == person:
                    text = f"{person} was erased, and is a member of room {room}"
                    yield Violation("resurrected", text, set(), {(room, 0)}, client)


def _states(facts: Facts) -> list[State]:
    return [] if facts.state is None else [facts.state]


def _last_words(facts: Facts) -> dict[tuple[str, str], Operation]:
    """By person and room: what was answered before anything else was asked that concerns it."""
    concerned: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    erased = {op.asked.target for op in facts.operations if op.asked.what == "erase"}
    for operation in facts.operations:
        asked = operation.asked
        if asked.what in ("join", "leave") and asked.person not in erased:
            concerned[asked.person, asked.target].append(operation)
    return {
        key: last
        for key, operations in concerned.items()
        if _is_the_last(last := operations[-1], operations) and _is_settled(facts, last)
    }


def _is_the_last(last: Operation, operations: list[Operation]) -> bool:
    """Nothing of the others may come after it: they were all answered before it was asked."""
    return last.outcome == "ok" and all(
        other.answered_ns and other.outcome != "unknown" and other.answered_ns < last.asked.at_ns
        for other in operations
        if other is not last
    )


def _is_settled(facts: Facts, operation: Operation) -> bool:
    """Whether no restore can have undone it."""
    return all(r.at_ns < operation.asked.at_ns for r in facts.restores.records)


OPERATION_RULES = (
    who_joined_is_a_member,
    a_room_that_was_made_is_there,
    an_account_that_was_erased_is_gone,
)
