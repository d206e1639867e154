"""Who is typing: passed on to who follows the room, here and at other processes; never stored."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from chat import metrics
from chat.models import Person
from chat.protocol.frames import PersonRef, ServerTyping, encode
from chat.realtime.hub import Hub
from chat.realtime.shared_frame import SharedFrame
from chat.realtime.throttle import KeyedBuckets
from chat.realtime.topic import announced

# A client says it again every 3 s while the person types; one such frame may be lost.
EXPIRES_S = 6.0
# Nobody is told more often.
EVERY_S = 1.0
# Clients forget what is older than 10 s: what goes on is said again in time.
REPEAT_S = 4.0
# More names than these no page shows, and nobody reads.
NAMED = 5
# Of a crowd that all type at once these are remembered.
REMEMBERED = 20
# A person with several rooms open, in several tabs; more is not typing.
PER_S, BURST = 2.0, 10.0


class Typed(NamedTuple):
    """What one person does, as processes tell each other."""

    room_id: int
    person_id: int
    name: str
    on: bool


class Typing:
    """`tell` passes on to the other processes what was typed here."""

    def __init__(self, hub: Hub, tell: Callable[[Typed], None]) -> None:
        self._hub, self._tell = hub, tell
        self._buckets = KeyedBuckets(PER_S, BURST, asyncio.get_running_loop().time)
        self._rooms: dict[int, RoomTyping] = {}

    def heard(self, room_id: int, person: Person, on: bool) -> None:
        """From a client here, who follows the room."""
        if self._buckets.take(str(person.pk)):
            self._take_and_tell(Typed(room_id, person.pk, person.name, on))

    def left(self, room_id: int, person_id: int) -> None:
        """They do not follow the room here any more."""
        if (room := self._rooms.get(room_id)) and person_id in room.typists:
            self._take_and_tell(Typed(room_id, person_id, "", False))

    def take(self, typed: Typed) -> None:
        """Here or at another process. Where nobody follows the room there is nobody to tell."""
        room = self._rooms.get(typed.room_id)
        if room is None and typed.on and typed.room_id in self._hub.topics:
            room = self._rooms[typed.room_id] = RoomTyping(typed.room_id, self._hub, self._forget)
        if room is not None:
            room.take(typed)

    def _take_and_tell(self, typed: Typed) -> None:
        self.take(typed)
        self._tell(typed)

    def _forget(self, room_id: int) -> None:
        del self._rooms[room_id]


class RoomTyping:
    """`silent` is called once nobody types any more."""

    def __init__(self, room_id: int, hub: Hub, silent: Callable[[int], None]) -> None:
        self._room_id, self._hub, self._silent = room_id, hub, silent
        self._loop = asyncio.get_running_loop()
        # Person id: name, and when that expires; who began first is first.
        self.typists: dict[int, tuple[str, float]] = {}
        self._told: dict[int, str] = {}
        self._told_at = -EVERY_S
        self._timer: asyncio.TimerHandle | None = None

    def take(self, typed: Typed) -> None:
        now = self._loop.time()
        if not typed.on:
            self.typists.pop(typed.person_id, None)
        elif typed.person_id in self.typists or len(self.typists) < REMEMBERED:
            self.typists[typed.person_id] = typed.name, now + EXPIRES_S
        self._tell_at(max(now, self._told_at + EVERY_S))

    def _tell_at(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(at, self._tell)

    def _tell(self) -> None:
        now = self._loop.time()
        for person_id in [id for id, (_, until) in self.typists.items() if until <= now]:
            del self.typists[person_id]
        named = {id: name for id, (name, _) in list(self.typists.items())[:NAMED]}
        if named != self._told or now >= self._told_at + REPEAT_S:
            before, self._told, self._told_at = self._told, named, now
            self._announce(before, named)
        if self.typists:
            expires_at = min(until for _, until in self.typists.values())
            self._tell_at(max(min(expires_at, self._told_at + REPEAT_S), self._told_at + EVERY_S))
        else:
            self._silent(self._room_id)

    def _announce(self, before: dict[int, str], named: dict[int, str]) -> None:
        """Nobody is told of themselves, nor that nobody else types as before."""
        topic = self._hub.topics.get(self._room_id)
        everybody = self._frame(named)
        sent = 0
        for follower in tuple(topic.live) if topic else ():
            me = follower.person_id
            if before.keys() | named.keys() == {me}:
                continue
            told = self._frame_without(me, named) if me in named else everybody
            sent += announced(follower, told)
        metrics.sent.add("typing", count=sent)

    def _frame(self, named: dict[int, str]) -> SharedFrame:
        who = [PersonRef(str(id), name) for id, name in named.items()]
        return SharedFrame(encode(ServerTyping(str(self._room_id), who)))

    def _frame_without(self, me: int, named: dict[int, str]) -> SharedFrame:
        return self._frame({id: name for id, name in named.items() if id != me})
