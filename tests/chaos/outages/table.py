"""The rows of a run as a table in Markdown."""

from collections import Counter

from tests.chaos.outages.newcomer import Told
from tests.chaos.outages.run import Result, Row

HEADER = (
    "| fault | held | posts | sockets dropped | longest without an ack | acks meanwhile "
    "| longest without delivery | whole after | a newcomer hears | a page is |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def table(result: Result) -> str:
    return "\n".join([HEADER, *map(_line, result.rows)])


def _line(row: Row) -> str:
    it, spell = row.figures, row.spell
    cells = [
        *(row.fault, _s(spell.held_s), str(it.posts), _dropped(it.dropped)),
        *(_s(it.without_ack_s), str(it.acked_meanwhile), _s(it.without_delivery_s)),
        _s(it.whole_after_s),
        *_told(spell.told),
    ]
    return f"| {' | '.join(cells)} |"


def _told(told: Told | None) -> tuple[str, str]:
    if told is None:
        return "", ""
    return f"{told.frame} in {_s(told.after_s)}", f"{told.page} in {_s(told.page_after_s)}"


def _dropped(by: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in by.most_common()) or "0"


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"
