"""The report of a soak as people read it."""

from tests.chaos.soak.bounds import KIB
from tests.chaos.soak.flatness import Judged
from tests.chaos.soak.run import Report

HEAD = ("gauge", "first sixth", "last sixth", "slope an hour", "may be", "")
IN_KIB = ("memory of its own", "resident", ": bytes", ": log")


def table(report: Report) -> str:
    """Markdown, so that it can be pasted into the documents."""
    rows = [HEAD, ("---",) * len(HEAD), *(_row(*gauge) for gauge in report.gauges.items())]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", f"{report.visits} visits, {report.guests} guests"])


def _row(name: str, judged: Judged) -> tuple[str, ...]:
    in_kib = name.endswith(IN_KIB)
    scale = KIB if in_kib else 1
    figures = (judged.first, judged.last, judged.slope, judged.bound)
    told = ("" if figure is None else f"{figure / scale:,.4g}" for figure in figures)
    return (f"{name} (KiB)" if in_kib else name, *told, _verdict(judged))


def _verdict(judged: Judged) -> str:
    if judged.bound is None:
        return "too early"
    return "GROWS" if judged.grows else "flat"
