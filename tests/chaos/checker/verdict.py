"""The verdict on a history: was anything lost, doubled, reordered, diverged, behind, or forged?

Pure: records and the log in, violations out. The rules themselves are in `rules.py`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.chaos.checker.facts import Log, gather
from tests.chaos.checker.history import AnyRecord
from tests.chaos.checker.rules import KINDS, RULES, Kind, Violation
from tests.chaos.checker.story import tell

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

    def __str__(self) -> str:
        counts = ", ".join(f"{len(self.of(kind))} {kind}" for kind in KINDS)
        told = [str(violation) for violation in self.violations if violation.story]
        return "\n".join([counts, *told])


def check(records: Sequence[AnyRecord], log: Log) -> Verdict:
    facts = gather(records, log)
    violations = [violation for rule in RULES for violation in rule(facts)]
    told: dict[Kind, int] = defaultdict(int)
    for violation in violations:
        told[violation.kind] += 1
        if told[violation.kind] <= STORIES_MAX_PER_KIND:
            violation.story = tell(
                records, ids=violation.ids, places=violation.places, client=violation.client
            )
    return Verdict(
        violations,
        invoked=len(facts.invoked),
        acked=len(facts.acked),
        refused=len(facts.refused),
        unknown=len(facts.unknown),
        readers=sum(view.ended for view in facts.views.values()),
        deliveries=facts.deliveries,
    )
