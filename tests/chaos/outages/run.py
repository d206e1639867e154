"""A run: faults one after the other, while everybody posts; then the verdict on all of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.chaos.checker import database
from tests.chaos.checker.facts import Log
from tests.chaos.checker.history import AnyRecord, Recorder
from tests.chaos.checker.verdict import Verdict, check
from tests.chaos.faults.fault import Fault, Where
from tests.chaos.outages.crowd import Crowd
from tests.chaos.outages.figures import Figures, figures
from tests.chaos.outages.spell import Size, Spell, play
from tests.servers.people import join_as_guest

# Of what faults draw: how late, which share of the links.
SEED = 5
# As many as one process drives and still sees what comes when it comes.
FULL = Size(connections=60)


@dataclass(frozen=True)
class Row:
    """`commits` and `drops` as the fault says."""

    fault: str
    commits: bool | None
    drops: bool
    spell: Spell
    figures: Figures


@dataclass(frozen=True)
class Result:
    rows: list[Row]
    verdict: Verdict
    inconsistencies: list[str]
    tracebacks: list[str]
    records: list[AnyRecord]
    log: Log

    @property
    def broken(self) -> list[str]:
        """What of the promise; what else it cost is in the rows."""
        dropped = [
            f"{row.fault}: dropped {dict(row.figures.dropped)}"
            for row in self.rows
            if row.figures.dropped and not row.drops
        ]
        forged = [
            f"{row.fault}: acknowledged while nothing could be committed"
            for row in self.rows
            if row.commits is False and row.figures.acked_meanwhile
        ]
        kept = [] if self.verdict.holds else [str(self.verdict)]
        return [*dropped, *forged, *kept, *self.inconsistencies, *self.tracebacks]


def run(site: Where, faults: Sequence[Fault[Where]], size: Size) -> Result:
    """Blocks until the verdict."""
    recorder, rng = Recorder(), Random(SEED)
    crowd = Crowd(site, size.connections, recorder, lambda: database.heads(site.database_url))
    newcomer = join_as_guest(site.origin, "Newcomer")
    spells: list[Spell] = []

    async def one_after_the_other() -> None:
        for fault in faults:
            spell = await play(fault, site, recorder, rng, size, newcomer, crowd.is_whole)
            spells.append(spell)
            if fault.drops:
                await crowd.spread()

    asyncio.run(crowd.run(one_after_the_other))
    tables = database.read(site.database_url)
    log = database.log(tables)
    return Result(
        [
            Row(
                *(fault.name, fault.commits, fault.drops, spell),
                figures(spell, recorder.records, crowd.rooms),
            )
            for fault, spell in zip(faults, spells, strict=True)
        ],
        check(recorder.records, log),
        database.inconsistencies(tables),
        site.tracebacks(),
        recorder.records,
        log,
    )
