"""The people of a run, from their coming in until everybody has everything."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping
from functools import partial

import msgspec

from tests.chaos.client.chat_client import ChatClient
from tests.chaos.client.replica import EMPTY_DIGEST
from tests.chaos.machine.asking import Person, come_in, insist
from tests.chaos.machine.coming import come_and_go, come_late, make_rooms
from tests.chaos.machine.erasing import come_and_erase
from tests.chaos.machine.reading import HABITS
from tests.chaos.machine.scene import Scene
from tests.chaos.machine.writing import WINDOW, Writer

Heads = Mapping[str, tuple[int, str]]  # room -> seq and digest of its last event
EMPTY = (0, EMPTY_DIGEST)
# A room for clients that show all they get on a page: few posts, and these plain.
QUIET, QUIET_POSTS_PER_S, QUIET_AT_ONCE = "Quiet", 8.0, 3
WELCOME_WITHIN_S = 30.0
# From when nothing is broken any more: the longest pause before a dial, a resend after a silence,
# and all that has piled up; then the longest replay there is, of everything.
SETTLED_WITHIN_S = 60.0
WHOLE_WITHIN_S = 120.0


class Size(msgspec.Struct, frozen=True):
    """How many write in how many rooms, each in two of them; readers there are of every habit.

    `posts_per_s`: what all writers together try, while nothing is broken.
    """

    writers: int = 8
    rooms: int = 6
    posts_per_s: float = 900.0


class Crowd:
    """In this order: `come`, `play` until told that it is over, `settle`, `end`."""

    def __init__(self, scene: Scene, size: Size) -> None:
        self.writers: list[Writer] = []
        self._scene, self._size = scene, size
        self._people: dict[str, Person] = {}
        self._busy: list[str] = []

    @property
    def acked(self) -> int:
        return sum(client.acked for client in self._scene.lasting)

    @property
    def unanswered(self) -> int:
        return sum(client.unanswered for client in self._scene.lasting)

    async def come(self) -> None:
        """Everybody is in their rooms and welcome; nothing may be broken yet."""
        scene, size = self._scene, self._size
        writers = [f"Writer {n}" for n in range(1, size.writers + 1)]
        names = ["Owner", "Quiet writer", "Latecomer", "Comer", *HABITS, *writers]
        people = await come_in(scene.origin, names, scene.recorder)
        self._people = {person.name: person for person in people}
        self._busy = [await self._room(f"Busy {n}") for n in range(1, size.rooms + 1)]
        quiet = await self._room(QUIET)
        for number, name in enumerate(writers):
            await self._writer(name, [self._busy_room(number), self._busy_room(number + 1)])
        await self._writer("Quiet writer", [quiet])
        for number, name in enumerate(HABITS):
            await self._reader(name, {self._busy_room(number), *([quiet] if number % 2 else [])})
        await insist(partial(self._people["Latecomer"].join, quiet))
        await insist(partial(self._people["Latecomer"].join, self._busy[0]))
        async with asyncio.timeout(WELCOME_WITHIN_S):
            await asyncio.gather(*(client.welcomed.wait() for client in scene.lasting))

    async def play(self) -> None:
        """Returns when it is over and nobody is in the middle of anything."""
        scene, people = self._scene, self._people
        readers = {client.name: client for client in scene.lasting}
        async with asyncio.TaskGroup() as doing:
            for writer in self.writers:
                doing.create_task(writer.write())
            for name, habit in HABITS.items():
                doing.create_task(habit(scene, readers[name], scene.fork()))
            doing.create_task(come_late(scene, people["Latecomer"], scene.fork()))
            doing.create_task(come_and_go(scene, people["Comer"], self._busy[-1], scene.fork()))
            doing.create_task(come_and_erase(scene, self._busy, scene.fork()))
            busy_writers = [writer for writer in self.writers if not writer.plain]
            doing.create_task(make_rooms(scene, people["Owner"], busy_writers, scene.fork()))

    async def settle(self) -> bool:
        """Everything posted has an answer; whether that came in time."""
        await asyncio.gather(*(self._come_back(client) for client in self._scene.lasting))
        return await _all(self._scene.lasting, lambda c: c.unanswered == 0, SETTLED_WITHIN_S)

    async def end(self, heads: Heads) -> list[str]:
        """Who is not at the end of the log in time, in words; somebody new reads all of it."""
        self._scene.connect(self._people["Owner"], heads.keys() & set(self._busy), whole=True)
        await _all(self._scene.lasting, lambda c: not self._behind(c, heads), WHOLE_WITHIN_S)
        for client in self._scene.lasting:
            client.conversation.end()
        return [
            f"{client.name} has not all of room {room}"
            for client in self._scene.lasting
            for room in sorted(self._behind(client, heads))
        ]

    async def _come_back(self, client: ChatClient) -> None:
        """An older copy of the database may not know who joined a room, or that there was one."""
        client.go_online()
        client.flowing.set()
        rooms, person = self._scene.lasting[client], self._scene.people[client]
        for room in sorted(rooms):
            if await insist(partial(person.join, room)) != "ok":
                rooms.discard(room)

    def _behind(self, client: ChatClient, heads: Heads) -> set[str]:
        rooms = client.conversation.rooms
        here = self._scene.lasting[client] | rooms.replicas.keys()
        return {room for room in here if not rooms.is_at(room, *heads.get(room, EMPTY))}

    def _busy_room(self, number: int) -> str:
        return self._busy[number % len(self._busy)]

    async def _room(self, name: str) -> str:
        room = await self._people["Owner"].create(name)
        assert room, f"There is no room {name}."
        return room

    async def _writer(self, name: str, rooms: list[str]) -> None:
        client, rng, quiet = await self._reader(name, rooms), self._scene.fork(), len(rooms) == 1
        at_once = QUIET_AT_ONCE if quiet else WINDOW
        per_s = QUIET_POSTS_PER_S if quiet else self._size.posts_per_s / self._size.writers
        person = self._people[name]
        writer = Writer(self._scene, person, client, rooms, per_s, rng, at_once, plain=quiet)
        self.writers.append(writer)

    async def _reader(self, name: str, rooms: Iterable[str]) -> ChatClient:
        for room in rooms:
            await insist(partial(self._people[name].join, room))
        return self._scene.connect(self._people[name], rooms)


async def _all(
    clients: Iterable[ChatClient], condition: Callable[[ChatClient], bool], seconds: float
) -> bool:
    """Whether it became true of all of them in time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for client in clients:
                while not condition(client):
                    client.progress.clear()
                    await client.progress.wait()
            return True
    return False
