"""The log in memory, read as `chat.eventlog.reading` reads the real one, and readers one scripts.

A test can hold a read at the moment before or after it looks, or let it fail.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID, uuid4

from msgspec.structs import replace

from chat.actions import Refused
from chat.clock import now_ms
from chat.eventlog.entry import Entry
from chat.eventlog.reading import REPLAY_EVENTS, Look, Opening, Slice
from chat.protocol.frames import PersonRef, RoomState, WireMessage, encode
from chat.protocol.position import EMPTY, Position, next_digest
from tests.unit.realtime.memory_processes import MemoryProcesses


@dataclass
class MemoryRoom:
    id: int
    members: set[int] = field(default_factory=set)
    self_of: int | None = None
    entries: list[Entry] = field(default_factory=list)
    messages: list[WireMessage] = field(default_factory=list)
    changed_at: int = 0

    @property
    def head(self) -> Position:
        return self.entries[-1].after if self.entries else EMPTY

    def holds(self, position: Position) -> bool:
        return position == EMPTY or any(item.after == position for item in self.entries)


class MemoryLog:
    def __init__(self) -> None:
        self.rooms: dict[int, MemoryRoom] = {}
        # The database's, not that of any process.
        self.clock_ms = now_ms

    def make_room(self, id: int, members: set[int], self_of: int | None = None) -> MemoryRoom:
        room = self.rooms[id] = MemoryRoom(id, members, self_of)
        return room

    def write(
        self,
        room_id: int,
        body: str = "hi",
        *,
        kind: str = "post",
        by: int = 2,
        history: str = "",
        **content: Any,
    ) -> Entry:
        """Commit an event. `history` names another one, whose digests differ."""
        room = self.rooms[room_id]
        seq, at, uuid = room.head.seq + 1, now_ms(), uuid4()
        if kind == "post":
            content = {"body": body, "html": f"<p>{body}</p>"} | content
        text = encode(content)
        header = {"seq": seq, "kind": kind, "id": str(uuid), "by": _person(by), "at": at}
        wire = encode(header)[:-1] + b"," + text[1:] if content else encode(header)
        prev = room.head.digest
        digest = next_digest(prev, seq, kind, str(uuid), by, at, history.encode() + text)
        item = Entry(room_id, seq, prev, digest, wire)
        room.entries.append(item)
        room.changed_at = self.clock_ms()
        if kind == "post":
            room.messages.append(_message(seq, uuid, by, at, body))
        return item

    def rewind(self, room_id: int, seq: int) -> None:
        """A backup is restored: what came after `seq` never was."""
        room = self.rooms[room_id]
        room.entries = room.entries[:seq]
        room.messages = [message for message in room.messages if message.seq <= seq]

    def erase(self, room_id: int, body: str) -> Entry:
        """What was said so is gone; returns the event that says so."""
        room = self.rooms[room_id]
        said = encode({"body": body, "html": f"<p>{body}</p>"})[1:-1]
        room.entries = [
            replace(item, wire=item.wire.replace(said, b'"erased":true')) for item in room.entries
        ]
        return self.write(room_id, kind="erased", who={"id": "2", "name": "deleted-2"})

    # --- As `chat.eventlog.reading`, and `chat.actions.no_access` -----------------------------

    def head(self, room_id: int) -> Position:
        return self.rooms[room_id].head if room_id in self.rooms else EMPTY

    def events_after(self, room_id: int, position: Position, most_bytes: int) -> list[Entry] | None:
        room = self.rooms[room_id]
        if not room.holds(position):
            return None
        found: list[Entry] = []
        size = 0
        for item in room.entries[position.seq :]:
            size += len(item.wire)
            if found and size > most_bytes:
                break
            found.append(item)
        return found

    def opening(self, person_id: int, room_id: int, since: Position | None) -> Opening | None:
        room = self._theirs(person_id, room_id)
        if room is None:
            return None
        near = since is None or room.head.seq - since.seq <= REPLAY_EVENTS
        return Opening(room.head, since is None or (near and room.holds(since)))

    def page(self, person_id: int, room_id: int, before: int | None, limit: int) -> Slice | None:
        room = self._theirs(person_id, room_id)
        if room is None:
            return None
        found = [item for item in room.messages if before is None or item.seq < before]
        return Slice(found[-limit:], room.head, older=len(found) > limit)

    def heads_changed_since(
        self, looked_at_ms: int | None, window_ms: int, also: list[int]
    ) -> Look:
        now_ms = self.clock_ms()
        since_ms = min(now_ms, looked_at_ms or now_ms) - window_ms
        heads = {
            room.id: room.head
            for room in self.rooms.values()
            if room.changed_at >= since_ms or room.id in also
        }
        return Look(heads, now_ms)

    def rooms_of(self, person_id: int) -> list[RoomState]:
        mine = [room for room in self.rooms.values() if self._theirs(person_id, room.id)]
        mine.sort(key=lambda room: (room.self_of is None, room.id))
        return [_state(room) for room in mine]

    def room_of(self, person_id: int, room_id: int) -> RoomState | None:
        room = self.rooms[room_id]
        return _state(room) if person_id in room.members else None

    def no_access(self, room_id: int) -> Refused:
        return Refused("forbidden" if room_id in self.rooms else "not-found", "why")

    def _theirs(self, person_id: int, room_id: int) -> MemoryRoom | None:
        room = self.rooms.get(room_id)
        if room is not None and (person_id in room.members or room.self_of == person_id):
            return room
        return None


def _person(id: int) -> PersonRef:
    return PersonRef(str(id), f"person {id}")


def _message(seq: int, uuid: UUID, by: int, at: int, body: str) -> WireMessage:
    return WireMessage(seq, str(uuid), _person(by), at, body, f"<p>{body}</p>")


def _state(room: MemoryRoom) -> RoomState:
    kind = "public" if room.self_of is None else "self"
    return RoomState(str(room.id), f"room-{room.id}", "", kind, room.head, len(room.messages), 0, 0)


class Gate:
    """Holds one read until it is released."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._open = asyncio.Event()

    def release(self) -> None:
        self._open.set()

    async def passed(self) -> None:
        self.reached.set()
        await self._open.wait()


class ScriptedReaders:
    """`chat.eventlog.readers.Readers`, on a log in memory."""

    def __init__(self, log: MemoryLog) -> None:
        self._log = log
        self.processes = MemoryProcesses()
        self.calls: list[str] = []  # names of the reads, in the order asked for
        self._gates: defaultdict[tuple[str, str], list[Gate]] = defaultdict(list)
        self._failures: defaultdict[str, list[Exception]] = defaultdict(list)

    def hold(self, read: str, when: Literal["before", "after"] = "after") -> Gate:
        """The next read of that name waits, before it looks or with what it has seen."""
        gate = Gate()
        self._gates[read, when].append(gate)
        return gate

    def fail(self, read: str, error: Exception) -> None:
        """The next read of that name raises this."""
        self._failures[read].append(error)

    async def log(self, read: Callable[..., Any], *args: Any) -> Any:
        return await self._answer(read, *args)

    async def pages(self, read: Callable[..., Any], *args: Any) -> Any:
        return await self._answer(read, *args)

    async def heads(self, read: Callable[..., Any], *args: Any) -> Any:
        return await self._answer(read, *args)

    async def logins(self, read: Callable[..., Any], *args: Any) -> Any:
        """Here `read` is a test's own function; a test holds and fails it as "logins"."""
        return await self._look("logins", lambda: read(*args))

    async def presence(self, exchange: Callable[..., Any], *args: Any) -> Any:
        await asyncio.sleep(0)
        return self.processes.call(exchange.__name__, *args)

    def stop(self) -> None:
        """Nothing to let go of."""

    async def _answer(self, read: Callable[..., Any], *args: Any) -> Any:
        self.calls.append(read.__name__)
        """By the log in memory, where it has such a read; others are tests' own."""
        look = getattr(self._log, read.__name__, read)
        return await self._look(read.__name__, lambda: look(*args))

    async def _look(self, name: str, look: Callable[[], Any]) -> Any:
        await asyncio.sleep(0)
        if self._failures[name]:
            raise self._failures[name].pop(0)
        await self._pass(name, "before")
        found = look()
        await self._pass(name, "after")
        return found

    async def _pass(self, name: str, when: str) -> None:
        if gates := self._gates[name, when]:
            await gates.pop(0).passed()
