"""Everything the rules find in a history."""

from collections.abc import Iterable

from tests.chaos.checker.facts import Facts, Log, State
from tests.chaos.checker.gather import gather
from tests.chaos.checker.history import AnyRecord
from tests.chaos.checker.rules import RULES
from tests.chaos.checker.violation import Violation


def violations(facts: Facts) -> list[Violation]:
    found = []
    for rule in RULES:
        for violation in rule(facts):
            violation.rule = rule.__name__
            found.append(violation)
    return found


def breaks(
    violation: Violation, records: Iterable[AnyRecord], log: Log, state: State | None
) -> bool:
    """Whether these records alone show the same."""
    facts = gather(records, log, state)
    return any(violation.is_same(other) for other in violations(facts))
