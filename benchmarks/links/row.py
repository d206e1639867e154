"""One line of the table: a figure of every client, and what ours may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.links.contestants import OURS


@dataclass(frozen=True)
class Row:
    """`figures` by client, in `unit`; None: it did not happen while it was waited for."""

    what: str
    unit: str
    figures: Mapping[str, float | None]
    at_most: float | None = None
    waited: float | None = None  # in `unit`

    @property
    def met(self) -> bool:
        """Whether ours is within the target, if there is one."""
        if self.at_most is None:
            return True
        ours = self.figures[OURS]
        return ours is not None and ours <= self.at_most

    def markdown(self, names: Sequence[str]) -> str:
        target = "" if self.at_most is None else f"≤ {self._shown(self.at_most)}"
        if self.at_most == 0 or (self.at_most == 1 and not self.unit):
            target = f"{self.at_most:g}"
        cells = [self._shown(self.figures.get(name)) for name in names]
        return f"| {' | '.join([self.what, target, *cells])} |"

    def _shown(self, figure: float | None) -> str:
        if figure is None:
            return "–" if self.waited is None else f"not in {self.waited:g} {self.unit}"
        digits = 0 if self.unit not in {"s", "ms"} else 1 if figure >= 1 else 2
        return f"{figure:,.{digits}f} {self.unit}".rstrip()


def table(rows: Sequence[Row], names: Sequence[str]) -> str:
    head = [f"| {' | '.join(['', 'target', *names])} |", "|---" * (len(names) + 2) + "|"]
    return "\n".join([*head, *(row.markdown(names) for row in rows)])
