"""What a server noted of its newcomers (serve_counted.py), and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

INSTANT_S = 0.1


@dataclass(frozen=True)
class Counts:
    """Moments, in seconds since 1970, ascending."""

    listening: Sequence[float]
    handshakes: Sequence[float]
    settled: Sequence[float]

    def since(self, moment_s: float) -> "Counts":
        kinds = (self.listening, self.handshakes, self.settled)
        return Counts(*([at for at in kind if at >= moment_s] for kind in kinds))

    def most_unsettled(self) -> int:
        """The most newcomers at a time whose handshake was answered and who waited for more."""
        steps = sorted([*((at, 1) for at in self.handshakes), *((at, -1) for at in self.settled)])
        unsettled = most = 0
        for _, step in steps:
            unsettled += step
            most = max(most, unsettled)
        return most


def counts_in(file: Path) -> Counts:
    lines = [line.split() for line in file.read_text().splitlines()]
    kinds = ("listening", "handshake", "settled")
    return Counts(*(sorted(float(at) for what, at in lines if what == kind) for kind in kinds))


def most_within(window_s: float, moments: Sequence[float]) -> int:
    """The most of them in any window of that length; they ascend."""
    most = first = 0
    for last, at in enumerate(moments):
        while at - moments[first] >= window_s:
            first += 1
        most = max(most, last + 1 - first)
    return most
