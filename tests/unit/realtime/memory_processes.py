"""What `chat.realtime.presence.store` keeps, in memory and on the loop's clock."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import OperationalError

from chat.realtime.presence.store import LEASE_MS, Beat, People, Report, Row


@dataclass
class MemoryProcess:
    renewed_at: int = 0
    version: int = 0
    rooms: dict[int, tuple[int, People]] = field(default_factory=dict)  # version, people


class MemoryProcesses:
    def __init__(self) -> None:
        self.rows: dict[str, MemoryProcess] = {}
        self.reports: list[Report] = []
        self.away = False  # no database
        self.cut_off = ""  # this process cannot write
        self.ahead_ms = 0  # the clock of the database

    def call(self, name: str, *args: object) -> object:
        if self.away:
            raise OperationalError("the database is away")
        return getattr(self, name)(*args)

    def report(self, said: Report) -> bool:
        if said.process == self.cut_off:
            raise OperationalError("the database cannot be reached")
        self.reports.append(said)
        known = said.process in self.rows
        row = self.rows.setdefault(said.process, MemoryProcess())
        row.renewed_at, row.version = self._now_ms(), said.version
        row.rooms |= {room: (said.version, people) for room, people in said.changed.items()}
        for room, (version, people) in list(row.rooms.items()):
            if not people and version <= said.forget_below:
                del row.rooms[room]
        return known

    def beats(self, but: str) -> dict[str, Beat]:
        now = self._now_ms()
        return {
            id: Beat(row.renewed_at, row.version, now - row.renewed_at > LEASE_MS)
            for id, row in self.rows.items()
            if id != but
        }

    def rows_after(self, versions: Mapping[str, int]) -> list[Row]:
        return [
            Row(process, room, people)
            for process, after in versions.items()
            for room, (version, people) in self.rows[process].rooms.items()
            if version > after
        ]

    def bury(self, process: str, renewed_at: int) -> bool:
        if process not in self.rows or self.rows[process].renewed_at != renewed_at:
            return False
        del self.rows[process]
        return True

    def resign(self, process: str) -> None:
        self.rows.pop(process, None)

    def _now_ms(self) -> int:
        return round(asyncio.get_running_loop().time() * 1000) + self.ahead_ms
