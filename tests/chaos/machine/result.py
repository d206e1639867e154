"""What a run shows: that the promise held, that it is broken, or that nobody can say."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.chaos.checker import database
from tests.chaos.checker.history import AnyRecord, load
from tests.chaos.checker.verdict import Verdict, check
from tests.chaos.machine.run import Course
from tests.chaos.site.site import Site

Finding = Literal["holds", "broken", "no verdict"]


@dataclass(frozen=True)
class Result:
    course: Course
    verdict: Verdict
    inconsistencies: Sequence[str]
    tracebacks: Sequence[str]
    records: Sequence[AnyRecord]

    @property
    def in_time(self) -> bool:
        """Whether what only time decides can be judged: the machine was not the bottleneck."""
        return not any(lag.is_bottleneck for lag in self.course.lags_at_the_end)

    @property
    def broken(self) -> list[str]:
        """Of the promise, in words. What is lost or doubled is so however late anybody looked."""
        judged = [v for v in self.verdict.violations if self.in_time or v.kind != "behind"]
        told = [f"{len(judged)} violations, told above"] if judged else []
        return [
            *told,
            *self.course.broken,
            *(self._late if self.in_time else ()),
            *self.inconsistencies,
            *self.tracebacks,
        ]

    @property
    def undecided(self) -> list[str]:
        """Why there is no verdict, in words."""
        late = [] if self.in_time else [f"{what} (the machine was too slow)" for what in self._late]
        return [*self.course.failures, *late]

    @property
    def finding(self) -> Finding:
        if self.broken:
            return "broken"
        return "no verdict" if self.undecided else "holds"

    @property
    def _late(self) -> list[str]:
        unanswered = self.course.unanswered
        return [
            *([f"{unanswered} posts have no answer."] if unanswered else []),
            *self.course.behind,
        ]


def judge(site: Site, course: Course, records: Sequence[Path]) -> Result:
    """Of what stands in the database when nobody writes any more: a run may have been stopped."""
    for server in site.servers:
        server.kill()
    history = load(*records)
    tables = database.read(site.database_url)
    return Result(
        course,
        check(history, database.log(tables), database.state(tables)),
        database.inconsistencies(tables),
        site.tracebacks(),
        history,
    )
