"""The rows of a run as a table in Markdown."""

from tests.chaos.outages.run import Result, Row

HEADER = (
    "| outage | posts | sockets dropped | longest without an ack | acks meanwhile "
    "| longest without delivery | whole after | a newcomer is told after | a page is |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def table(result: Result) -> str:
    return "\n".join([HEADER, *map(_line, result.rows)])


def _line(row: Row) -> str:
    it, spell = row.figures, row.spell
    cells = [
        *(
            row.outage,
            str(it.posts),
            str(sum("lost its link" in what for what in it.dropped)),
            _s(it.without_ack_s),
        ),
        *(str(it.acked_meanwhile), _s(it.without_delivery_s), _s(it.whole_after_s)),
        *(
            _s(spell.told_s),
            f"{spell.page.status} in {_s(spell.page.after_s)}" if spell.page else "",
        ),
    ]
    return f"| {' | '.join(cells)} |"


def _s(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.2f} s"
