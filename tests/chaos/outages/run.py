"""A run: outages one after the other, while everybody posts; then the verdict on all of it."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.chaos.checker import database
from tests.chaos.checker.facts import Log
from tests.chaos.checker.history import AnyRecord, Recorder
from tests.chaos.checker.verdict import Verdict, check
from tests.chaos.outages.crowd import Crowd
from tests.chaos.outages.faults import Outage, Where
from tests.chaos.outages.figures import Figures, Page, Spell, figures
from tests.servers.people import Visitor, join_as_guest
from tests.servers.wire import open_wire

TOLD_DEADLINE_S = 15


@dataclass(frozen=True)
class Size:
    """`held_s`: how long each outage lasts, if it lasts; `newcomers`: whether one comes then.

    `calm_s`: before each, to know it from the one before it; `after_s`: counted as its own.
    """

    connections: int
    held_s: float
    calm_s: float = 1.5
    after_s: float = 3.0
    newcomers: bool = False


FULL = Size(connections=100, held_s=12.0, newcomers=True)


@dataclass(frozen=True)
class Row:
    outage: str
    commits: bool | None
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
        dropped = [f"{r.outage}: {what}" for r in self.rows for what in r.figures.dropped]
        forged = [
            f"{row.outage}: acknowledged while nothing could be committed"
            for row in self.rows
            if row.commits is False and row.figures.acked_meanwhile
        ]
        kept = [] if self.verdict.holds else [str(self.verdict)]
        return [*dropped, *forged, *kept, *self.inconsistencies, *self.tracebacks]


def run(scene: Where, outages: Sequence[Outage[Where]], size: Size) -> Result:
    """Blocks until the verdict."""
    recorder = Recorder()
    crowd = Crowd(scene.servers, size.connections, recorder)
    newcomer = join_as_guest(scene.servers[0].origin, "Newcomer")
    spells: list[Spell] = []

    async def play() -> None:
        for outage in outages:
            spell = await _spell(scene, outage, size, recorder, newcomer)
            spells.append(spell)

    asyncio.run(crowd.run(play, lambda: database.log(database.read(scene.database_url))))
    tables = database.read(scene.database_url)
    log = database.log(tables)
    return Result(
        [
            Row(outage.name, outage.commits, spell, figures(spell, recorder.records, crowd.places))
            for outage, spell in zip(outages, spells, strict=True)
        ],
        check(recorder.records, log),
        database.inconsistencies(tables),
        [text[-2000:] for s in scene.servers if "Traceback" in (text := s.log_text())],
        recorder.records,
        log,
    )


async def _spell(
    scene: Where, outage: Outage[Where], size: Size, recorder: Recorder, newcomer: Visitor
) -> Spell:
    await asyncio.sleep(size.calm_s / 2)
    before_ns = time.monotonic_ns()
    await asyncio.sleep(size.calm_s / 2)
    recorder.fault(outage.name)
    fault = outage.fault(scene)
    await asyncio.to_thread(fault.__enter__)
    began_ns = time.monotonic_ns()
    told: asyncio.Task[tuple[float, Page]] | None = None
    try:
        if size.newcomers and outage.unreadable:
            told = asyncio.create_task(_told(newcomer, scene.servers[0].ws_url()))
        await asyncio.sleep(size.held_s)
    finally:
        healing_ns = time.monotonic_ns()
        await asyncio.to_thread(fault.__exit__, None, None, None)
    healed_ns = time.monotonic_ns()
    recorder.fault(f"{outage.name}: healed")
    await asyncio.sleep(size.after_s)
    spell = Spell(outage.name, before_ns, began_ns, healing_ns, healed_ns, time.monotonic_ns())
    if told is None:
        return spell
    bye_s, page = await told
    return replace(spell, told_s=bye_s, page=page)


async def _told(newcomer: Visitor, ws_url: str) -> tuple[float, Page]:
    """Seconds until `bye`, which says to come back; and what a page says."""
    page = asyncio.create_task(asyncio.to_thread(_open_page, newcomer))
    began_s = time.monotonic()
    async with open_wire(ws_url, newcomer) as wire:
        await wire.send({"type": "hello", "client": "test/1", "rooms": {}})
        bye = await wire.expect("bye", TOLD_DEADLINE_S)
    assert bye["code"] == 4013, bye
    assert bye["reconnect"], bye
    return time.monotonic() - began_s, await page


def _open_page(newcomer: Visitor) -> Page:
    began_s = time.monotonic()
    status = newcomer.get("/chat/").status
    return Page(status, time.monotonic() - began_s)
