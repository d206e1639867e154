"""The report of a run: what was done to the site, what came of it, how to repeat it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.chaos.checker.history import Answered, AnyRecord, Asked, Link, Received
from tests.chaos.machine.result import Result

FINDINGS = {
    "holds": "The promise holds.",
    "broken": "The promise is broken.",
    "no verdict": "No verdict.",
}


def report(result: Result, again: str) -> str:
    """`again` is the command that plays the same run."""
    lines = [f"{name:<34} {value}" for name, value in _rows(result)]
    lines += [str(result.verdict), *result.broken, *result.undecided]
    return "\n".join([*lines, FINDINGS[result.finding], f"Again: {again}"])


def _rows(result: Result) -> Iterator[tuple[str, object]]:
    course, verdict, lag = result.course, result.verdict, result.course.lag
    yield "posts", verdict.invoked
    yield "acknowledged", verdict.acked
    yield "finally refused", verdict.refused
    yield "without an answer", verdict.unknown
    yield "deliveries", f"{verdict.deliveries}, {verdict.readers} views at the end"
    yield "asked over HTTP", _counted(_operations(result.records))
    yield "links", _counted(_links(result.records))
    yield "given", _counted(_given(result.records))
    late = f"{lag.late_s:.1f} s of {lag.watched_s:.0f} s, at most {lag.worst_s:.1f} s"
    yield "the clients were late", late
    yield "it took", ", ".join(f"{s:.1f} s {part}" for part, s in course.took_s.items())
    kills = sum(times for name, times in course.times.items() if "SIGKILL" in name)
    yield "faults", f"{sum(course.times.values())}, {kills} kills among them"
    for name, times in sorted(course.times.items()):
        yield name, f"{times} times"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.most_common())


def _operations(records: Sequence[AnyRecord]) -> Counter[str]:
    """By what was asked, and what came of it where that is not "ok"."""
    asked = {(r.client, r.number): r.what for r in records if isinstance(r, Asked)}
    return Counter(
        asked[r.client, r.number] + ("" if r.outcome == "ok" else f" ({r.outcome})")
        for r in records
        if isinstance(r, Answered)
    )


def _links(records: Sequence[AnyRecord]) -> Counter[str]:
    return Counter(r.what.split(":")[0].split(" room ")[0] for r in records if isinstance(r, Link))


def _given(records: Sequence[AnyRecord]) -> Counter[str]:
    """Frames."""
    return Counter(r.via for r in records if isinstance(r, Received))
