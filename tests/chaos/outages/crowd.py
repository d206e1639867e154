"""Connections that post steadily, spread over all processes, and remember all they get."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

from tests.chaos.checker.history import Recorder
from tests.chaos.client.chat_client import ChatClient
from tests.chaos.site.site import Site
from tests.servers.people import Visitor, join_as_guest, make_rooms

CONNECTIONS_A_PERSON = 5
PEOPLE_A_ROOM = 4
# Each posts so often: of sixty together that is every 40 ms, so that no gap is of their making.
POST_EVERY_S = 2.5
# Everybody has everything long before; what has not come by then is for the verdict to name.
WHOLE_DEADLINE_S = 45
POLL_S = 0.02
SEED = 3

# Where each room's log ends, by the id of the room.
Heads = Mapping[str, tuple[int, str]]


class Crowd:
    """`rooms` is by the name of the connection; `heads` asks the database."""

    def __init__(
        self, site: Site, connections: int, recorder: Recorder, heads: Callable[[], Heads]
    ) -> None:
        self.rooms: dict[str, str] = {}
        self._heads = heads
        self._clients: list[ChatClient] = []
        # ids of posts since everybody was last seen whole
        self._said: dict[str, list[str]] = {}
        self._rng = random.Random(SEED)
        people = [
            (person, room)
            for room, members in _rooms(site.origin, connections // CONNECTIONS_A_PERSON)
            for person in members
        ]
        for number in range(connections):
            person, room = people[number % len(people)]
            name = f"{person.name}-{number // len(people)}"
            self.rooms[name], self._said[name] = room, []
            cookie = person.headers()["Cookie"]
            self._clients.append(
                ChatClient(name, [site.ws_url], cookie, recorder, self._fork(), from_start=False)
            )

    async def run(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        """All connect and post while `meanwhile` goes on, and then come to the end of the log."""
        async with asyncio.TaskGroup() as group:
            connected = [group.create_task(client.run()) for client in self._clients]
            await self._everybody(self._follows)
            posting = [group.create_task(self._post(client)) for client in self._clients]
            await meanwhile()
            for task in posting:
                task.cancel()
            await self.is_whole()
            heads = await asyncio.to_thread(self._heads)
            await self._everybody(lambda client: self._is_at(client, heads))
            for client in self._clients:
                client.conversation.end()
            for task in connected:
                task.cancel()

    async def spread(self) -> None:
        """All come anew, so that every process has as many as the others: one that was away has
        none, and what happens to it would happen to nobody.
        """
        for client in self._clients:
            client.go_offline()
        async with asyncio.timeout(WHOLE_DEADLINE_S):
            while any(client.conversation.welcomed for client in self._clients):  # noqa: ASYNC110
                await asyncio.sleep(POLL_S)  # a lost link sets no event
        for client in self._clients:
            client.go_online()
        await self._everybody(lambda client: client.conversation.welcomed)

    async def is_whole(self) -> None:
        """Until everybody has all that has been said up to now, and an answer to it."""
        said = {name: list(ids) for name, ids in self._said.items()}
        await self._everybody(lambda client: _is_answered(client, said[client.name]))
        heads = await asyncio.to_thread(self._heads)
        await self._everybody(lambda client: self._has(client, heads))
        for name, ids in said.items():
            del self._said[name][: len(ids)]

    async def _everybody(self, condition: Callable[[ChatClient], bool]) -> None:
        async with asyncio.timeout(WHOLE_DEADLINE_S):
            for client in self._clients:
                while not condition(client):
                    client.progress.clear()
                    await client.progress.wait()

    def _fork(self) -> random.Random:
        return random.Random(self._rng.getrandbits(64))

    async def _post(self, client: ChatClient) -> None:
        await asyncio.sleep(self._rng.uniform(0, POST_EVERY_S))
        for number in itertools.count():
            said = await client.post(self.rooms[client.name], f"{client.name} says {number}")
            self._said[client.name].append(said)
            await asyncio.sleep(POST_EVERY_S)

    def _follows(self, client: ChatClient) -> bool:
        replica = client.conversation.rooms.replicas.get(self.rooms[client.name])
        return replica is not None and replica.known

    def _has(self, client: ChatClient, heads: Heads) -> bool:
        room = self.rooms[client.name]
        return client.conversation.rooms.replicas[room].seq >= heads[room][0]

    def _is_at(self, client: ChatClient, heads: Heads) -> bool:
        room = self.rooms[client.name]
        return client.conversation.rooms.is_at(room, *heads[room])


def _is_answered(client: ChatClient, ids: Iterable[str]) -> bool:
    return not any(id in client.conversation.outbox for id in ids)


def _rooms(origin: str, people: int) -> Iterator[tuple[str, list[Visitor]]]:
    """Rooms with their members, so many people in all."""
    for first in range(0, people, PEOPLE_A_ROOM):
        numbers = range(first, min(first + PEOPLE_A_ROOM, people))
        members = [join_as_guest(origin, f"guest-{number}") for number in numbers]
        (room,) = make_rooms(members, 1)
        yield room, members
