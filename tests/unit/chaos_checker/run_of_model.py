"""A run of the model, every step of it drawn from one random."""

from collections.abc import Callable
from random import Random
from typing import cast

from tests.chaos.checker.gather import gather
from tests.chaos.checker.history import Recorder
from tests.chaos.checker.judge import violations
from tests.chaos.checker.verdict import Verdict, check
from tests.chaos.checker.violation import Kind
from tests.unit.chaos_checker.model import Server, Writers
from tests.unit.chaos_checker.model_readers import Readers


class Model:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._now_ns = 0
        self.recorder = Recorder(self._tick)
        self.server = Server()
        self.writers = Writers(random, self.server, self.recorder)
        self.readers = Readers(random, self.server, self.recorder)
        self._copy: Server | None = None

    def _tick(self) -> int:
        self._now_ns += 1
        return self._now_ns

    def run(self, steps: int) -> None:
        moves = [*self.writers.moves, *self.readers.moves]
        if self._random.randrange(2):
            moves += [self.copy, self.restore]
        for _ in range(steps):
            cast(Callable[[], None], self._random.choice(moves))()
        self.readers.end()

    def copy(self) -> None:
        self._copy = self.server.copy()

    def restore(self) -> None:
        if self._copy is None:
            return
        self.server.put_back(self._copy)
        self._copy = None
        self.recorder.restored({room: self.server.head(room) for room in self.server.log})
        self.writers.restored()
        self.readers.restored()

    def kinds(self) -> set[Kind]:
        """Of what is wrong, without its stories: they take most of the time."""
        facts = gather(self.recorder.records, self.server.log, self.server.state)
        return {violation.kind for violation in violations(facts)}

    def verdict(self) -> Verdict:
        return check(self.recorder.records, self.server.log, self.server.state)
