"""Keeps this process's lease, and learns who is present at the others.

One row in the database says that a process is alive. Nothing relies on its saying good-bye: who
was connected to a process that was killed is gone when its lease has run out.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from uuid import uuid4

from django.db import Error

from chat.eventlog.readers import Readers
from chat.realtime.presence import store
from chat.realtime.presence.store import Beat, People, Report
from chat.realtime.upkeep import keep

# With a write's delay well within the second in which people are to be seen.
POLL_S = 0.5
# What changes meanwhile goes together.
WRITE_S = 0.25
RENEW_S = 2.0
LEASE_S = store.LEASE_MS / 1000
# Rows of empty rooms are left for so long, for the others to read.
EMPTY_S = 60.0
RESIGN_TIMEOUT_S = 1.0


class Exchange:
    """`mine` gives the people in a room here, `rooms` all rooms with people here.

    `replace(room, before, people)` takes who is in a room by another process, and who was before.
    """

    def __init__(
        self,
        readers: Readers,
        mine: Callable[[int], People],
        rooms: Callable[[], Iterable[int]],
        replace: Callable[[int, People, People], None],
    ) -> None:
        self._readers, self._mine, self._rooms, self._replace = readers, mine, rooms, replace
        self.process = uuid4().hex
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._version = self._version_then = self._forget_below = 0
        self._changed: set[int] = set()  # rooms to be written
        self._written: set[int] = set()  # rooms with people, as others may have read
        self._something_changed = asyncio.Event()
        self._versions: dict[str, int] = {}  # how far each of the others was read
        self._said: dict[str, dict[int, People]] = {}  # by them, of each room
        self._renewed_at = self._heard_at = self._aged_at = -EMPTY_S
        # Of each of the others: its last version, and since when we have seen no newer one.
        self._seen: dict[str, tuple[int, float]] = {}

    def start(self) -> None:
        self._task = keep(self._run)

    async def stop(self) -> None:
        """Say good-bye, if the database lets us: else the lease says it."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(Error, TimeoutError):
            async with asyncio.timeout(RESIGN_TIMEOUT_S):
                await self._readers.presence(store.resign, self.process)

    def changed(self, room_id: int) -> None:
        """Alone there is nobody to tell: a process that starts is told all when it is seen."""
        if self._versions:
            self._changed.add(room_id)
            self._something_changed.set()

    async def _run(self) -> None:
        while True:
            began = self._loop.time()
            with contextlib.suppress(Error):  # the readers say so; presence stands still
                await self.once()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._something_changed.wait()
            await asyncio.sleep(max(0.0, began + WRITE_S - self._loop.time()))

    async def once(self) -> None:
        """Raises django.db.Error; then all stands as it was."""
        self._something_changed.clear()
        due = self._loop.time() - self._renewed_at >= RENEW_S
        if due or (self._changed and self._versions):
            await self._write()
        await self._hear()

    async def _write(self) -> None:
        self._age()
        changed = self._changed if self._versions else set()
        self._changed = self._changed - changed
        # Never the same number twice: nobody knows what became of a write that failed.
        self._version += 1
        said = {room: self._mine(room) for room in changed}
        try:
            known = await self._readers.presence(
                store.report, Report(self.process, self._version, said, self._forget_below)
            )
        except Exception:
            self._changed |= changed
            raise
        self._renewed_at = self._loop.time()
        self._written -= said.keys()
        self._written |= {room for room, people in said.items() if people}
        if not known:
            self._changed |= set(self._rooms())

    def _age(self) -> None:
        if self._loop.time() - self._aged_at >= EMPTY_S:
            self._aged_at = self._loop.time()
            self._forget_below, self._version_then = self._version_then, self._version

    async def _hear(self) -> None:
        beats = await self._readers.presence(store.beats, self.process)
        self._stay_in_touch()
        alive = {id: beat for id, beat in beats.items() if self._is_alive(id, beat)}
        for process in self._said.keys() - alive:
            self._forget(process)
        await self._read({id: beat.version for id, beat in alive.items()})
        await self._bury(self._overdue(beats))

    async def _read(self, alive: dict[str, int]) -> None:
        before = {process: self._versions.get(process, -1) for process in alive}
        newer = {id: version for id, version in before.items() if alive[id] > version}
        rows = await self._readers.presence(store.rows_after, newer) if newer else []
        if newer and not self._versions:
            self._changed |= self._written.union(self._rooms())
        for process in newer:
            said = {row.room: row.people for row in rows if row.process == process}
            if process not in self._versions:  # this is all it says
                said = {room: {} for room in self._said.get(process, {})} | said
            self._take(process, said)
            self._versions[process] = alive[process]
        if self._changed and self._versions:
            self._something_changed.set()

    def _take(self, process: str, said: dict[int, People]) -> None:
        held = self._said.setdefault(process, {})
        for room, people in said.items():
            self._replace(room, held.pop(room, {}), people)
            if people:
                held[room] = people

    def _forget(self, process: str) -> None:
        for room, people in self._said.pop(process, {}).items():
            self._replace(room, people, {})
        self._versions.pop(process, None)

    # --- Who is dead --------------------------------------------------------------------------

    def _stay_in_touch(self) -> None:
        """After a time without the database nobody's lease says anything: it was away for all."""
        now = self._loop.time()
        if now - self._heard_at > LEASE_S / 2:
            self._seen.clear()
        if now - self._heard_at > EMPTY_S / 2:
            self._versions.clear()  # rows we would need may be gone: read all of them
        self._heard_at = now

    def _overdue(self, beats: dict[str, Beat]) -> dict[str, Beat]:
        """Who has not renewed for a lease by our own clock: the database's may jump."""
        now, before = self._loop.time(), self._seen
        self._seen = {
            id: before[id] if before.get(id, (-1,))[0] == beat.version else (beat.version, now)
            for id, beat in beats.items()
        }
        return {id: beats[id] for id, (_, since) in self._seen.items() if now - since >= LEASE_S}

    def _is_alive(self, process: str, beat: Beat) -> bool:
        """Whoever we know stays until buried. Of a stranger only the database's clock can tell."""
        return not beat.lapsed or process in self._said

    async def _bury(self, overdue: dict[str, Beat]) -> None:
        for process, beat in overdue.items():
            if await self._readers.presence(store.bury, process, beat.renewed_at):
                self._forget(process)
