"""What breaks the promise, by its name."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from tests.chaos.checker.facts import Place

# lost: acknowledged, and not there (any more).        doubled: there more than once.
# reordered: not in the order it was said.             diverged: two see different histories.
# resurrected: refused or erased, and there again.     forged: not as anybody said it.
# behind: all may be well, but a reader has not come to the end.
Kind = Literal["lost", "doubled", "reordered", "diverged", "resurrected", "forged", "behind"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(slots=True)
class Violation:
    """`client` is the reader it shows at, if it shows at one; `story` is told for the first few.

    `rule` is the name of the rule that found it.
    """

    kind: Kind
    text: str
    ids: set[str] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)
    client: str | None = None
    rule: str = ""
    story: list[str] = field(default_factory=list)

    def is_same(self, other: "Violation") -> bool:
        """Whether the same rule found the same, whatever it said of it."""
        return (self.rule, self.kind, self.ids, self.places, self.client) == (
            other.rule,
            other.kind,
            other.ids,
            other.places,
            other.client,
        )

    def __str__(self) -> str:
        return "\n".join([f"{self.kind}: {self.text}", *("  " + line for line in self.story)])


def at(place: Place) -> str:
    return f"{place[0]}/{place[1]}"
