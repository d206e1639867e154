"""Connections that post steadily, half of them at either process, and remember all they get."""

import asyncio
import http.client
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.chaos.checker.facts import Log
from tests.chaos.checker.history import Recorder
from tests.chaos.client.chat_client import ChatClient
from tests.servers.app import AppServer
from tests.servers.people import Visitor, join_as_guest

CONNECTIONS_A_PERSON = 5
PEOPLE_A_ROOM = 4
# Each posts so often: a hundred connections write 40 messages a second.
POST_EVERY_S = 2.5
HEAD_DEADLINE_S = 60
SEED = 3


@dataclass(frozen=True)
class Place:
    """Where a connection is: the number of its process, and its room."""

    process: int
    room: str


class Crowd:
    """`places` is by the name of the connection."""

    def __init__(self, servers: Sequence[AppServer], connections: int, recorder: Recorder) -> None:
        self.places: dict[str, Place] = {}
        self._clients: list[ChatClient] = []
        self._rng = random.Random(SEED)
        people = [
            (person, room)
            for room, members in _rooms(servers[0].origin, connections // CONNECTIONS_A_PERSON)
            for person in members
        ]
        for number in range(connections):
            person, room = people[number % len(people)]
            process = number // len(people) % len(servers)
            name = f"{person.name}-{number // len(people)}"
            self.places[name] = Place(process, room)
            url, cookie = servers[process].ws_url(), person.headers()["Cookie"]
            self._clients.append(
                ChatClient(name, [url], cookie, recorder, self._fork_rng(), from_start=False)
            )

    async def run(self, meanwhile: Callable[[], Awaitable[None]], log: Callable[[], Log]) -> None:
        """All connect and post while `meanwhile` goes on, and then come to the end of the log."""
        async with asyncio.TaskGroup() as group:
            connected = [group.create_task(client.run()) for client in self._clients]
            for client in self._clients:
                await _until(client, lambda client=client: self._follows(client))
            posting = [group.create_task(self._post(client)) for client in self._clients]
            await meanwhile()
            for task in posting:
                task.cancel()
            async with asyncio.timeout(HEAD_DEADLINE_S):
                for client in self._clients:
                    await _until(client, lambda client=client: client.unanswered == 0)
                ends = log()
                for client in self._clients:
                    await _until(client, lambda client=client: self._has_all(client, ends))
            for client in self._clients:
                client.conversation.end()
            for task in connected:
                task.cancel()

    def _fork_rng(self) -> random.Random:
        return random.Random(self._rng.getrandbits(64))

    async def _post(self, client: ChatClient) -> None:
        await asyncio.sleep(self._rng.uniform(0, POST_EVERY_S))
        for number in range(1_000_000):
            await client.post(self.places[client.name].room, f"{client.name} says {number}")
            await asyncio.sleep(POST_EVERY_S)

    def _follows(self, client: ChatClient) -> bool:
        replica = client.conversation.rooms.replicas.get(self.places[client.name].room)
        return replica is not None and replica.known

    def _has_all(self, client: ChatClient, log: Log) -> bool:
        room = self.places[client.name].room
        end = log[room][-1]
        return client.conversation.rooms.is_at(room, end.seq, end.digest)


async def _until(client: ChatClient, condition: Callable[[], bool]) -> None:
    while not condition():
        client.progress.clear()
        await client.progress.wait()


def _rooms(origin: str, people: int) -> Iterator[tuple[str, list[Visitor]]]:
    """Rooms with their members, so many people in all."""
    for first in range(0, people, PEOPLE_A_ROOM):
        numbers = range(first, min(first + PEOPLE_A_ROOM, people))
        members = [join_as_guest(origin, f"guest-{number}") for number in numbers]
        made = members[0].post_json("/chat/rooms/", {"name": f"Room {first}"})
        assert made.status == http.client.CREATED, made
        room = str(made.json()["id"])
        for person in members[1:]:
            joined = person.post_json(f"/chat/rooms/{room}/join/")
            assert joined.status == http.client.OK, joined
        yield room, members
