"""The verdict on a history: was anything lost, doubled, reordered, diverged, resurrected, forged?

Pure: records and the log in, violations out. The rules themselves are in `rules/`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.checker.facts import Log, State
from tests.chaos.checker.gather import gather, in_order
from tests.chaos.checker.history import AnyRecord
from tests.chaos.checker.judge import violations
from tests.chaos.checker.story import Teller
from tests.chaos.checker.violation import KINDS, Kind, Violation

# One fault shows in thousands of events; the first few tell it all.
STORIES_MAX_PER_KIND = 5


@dataclass(slots=True)
class Verdict:
    violations: list[Violation]
    invoked: int
    acked: int
    refused: int
    unknown: int
    readers: int
    # events that reached a reader, the dropped ones included
    deliveries: int

    @property
    def holds(self) -> bool:
        return not self.violations

    def of(self, kind: Kind) -> list[Violation]:
        return [violation for violation in self.violations if violation.kind == kind]

    @property
    def first(self) -> list[Violation]:
        return [v for kind in KINDS for v in self.of(kind)[:STORIES_MAX_PER_KIND]]

    def __str__(self) -> str:
        counts = ", ".join(f"{len(self.of(kind))} {kind}" for kind in KINDS)
        return "\n".join([counts, *map(str, self.first)])


def check(records: Sequence[AnyRecord], log: Log, state: State | None = None) -> Verdict:
    """Without `state` nothing is said of what people did beside posting."""
    ordered = in_order(records)
    facts = gather(ordered, log, state)
    verdict = Verdict(
        violations(facts),
        invoked=len(facts.invoked),
        acked=len(facts.acked),
        refused=len(facts.refused),
        unknown=len(facts.unknown),
        readers=sum(view.end is not None for view in facts.views.values()),
        deliveries=facts.deliveries,
    )
    teller = Teller(ordered, log, state)
    for violation in verdict.first:
        violation.story = teller.tell(violation)
    return verdict
