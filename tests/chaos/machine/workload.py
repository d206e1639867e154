"""A run: writers who pipeline and readers of every kind, over real sockets, while processes die."""

import asyncio
import contextlib
import http.client
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass

from tests.chaos.checker import database
from tests.chaos.checker.facts import Log
from tests.chaos.checker.history import AnyRecord, Recorder
from tests.chaos.checker.verdict import Verdict, check
from tests.chaos.client.chat_client import ChatClient
from tests.chaos.machine.injector import Injector, Kill
from tests.chaos.site.cluster import Cluster, Site, running_cluster
from tests.servers.people import Visitor, join_as_guest

# Unanswered posts of one writer at a time.
WINDOW = 32
# One in so many bodies is as long as a message may be, one in so many is refused for good (empty).
LONG, EMPTY = 100, 50
BODY_CHARS = 4000
HEAD_DEADLINE_S = 30
# A run that does not come along at this pace hangs.
MESSAGES_PER_S_LEAST = 100
START_AND_KILLS_S = 60


@dataclass(frozen=True)
class Size:
    messages: int
    writers: int = 3
    readers: int = 5
    rooms: int = 4


@dataclass(frozen=True)
class Result:
    verdict: Verdict
    inconsistencies: list[str]
    tracebacks: list[str]
    kills: list[Kill]
    hints_lost: int
    hints_swapped: int
    records: list[AnyRecord]

    @property
    def holds(self) -> bool:
        return self.verdict.holds and not self.inconsistencies and not self.tracebacks


def run(site: Site, size: Size, seed: int) -> Result:
    """One whole run on an empty, migrated database; blocks until the verdict."""
    recorder = Recorder()
    with running_cluster(site, seed) as cluster:
        scene = Scene(cluster, size, recorder, random.Random(seed))
        deadline_s = START_AND_KILLS_S + size.messages / MESSAGES_PER_S_LEAST
        asyncio.run(asyncio.wait_for(scene.play(site.database_url), deadline_s))
        tracebacks = cluster.tracebacks()
    tables = database.read(site.database_url)
    return Result(
        check(recorder.records, database.log(tables)),
        database.inconsistencies(tables),
        tracebacks,
        scene.injector.kills,
        cluster.counted("hints-lost"),
        cluster.counted("hints-swapped"),
        recorder.records,
    )


class Scene:
    """The people of a run, their rooms, and what each of them does."""

    def __init__(
        self, cluster: Cluster, size: Size, recorder: Recorder, rng: random.Random
    ) -> None:
        self._cluster, self._size, self._recorder, self._rng = cluster, size, recorder, rng
        writers = [f"writer-{n}" for n in range(1, size.writers + 1)]
        readers = [f"reader-{n}" for n in range(1, size.readers + 1)]
        self._people = {name: join_as_guest(cluster.origin, name) for name in writers + readers}
        self._rooms = make_rooms(list(self._people.values()), size.rooms)
        self._background: list[asyncio.Task[None]] = []
        self._writers = [self._client(name, from_start=False) for name in writers]
        self._readers = [self._client(name) for name in readers]
        self.injector = Injector(cluster, self._writers, recorder, rng, self._bring_latecomer)

    def _client(self, person: str, suffix: str = "", *, from_start: bool = True) -> ChatClient:
        urls = self._cluster.ws_urls
        first = self._rng.randrange(len(urls))
        return ChatClient(
            person + suffix,
            urls[first:] + urls[:first],
            self._people[person].headers()["Cookie"],
            self._recorder,
            random.Random(self._rng.getrandbits(64)),
            from_start=from_start,
        )

    def _bring_latecomer(self) -> None:
        """The same person on a second device, who has nothing yet."""
        latecomer = self._client("reader-1", "-late")
        self._readers.append(latecomer)
        self._start(latecomer.run())

    def _start(self, doing: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = self._group.create_task(doing)
        self._background.append(task)
        return task

    async def play(self, database_url: str) -> None:
        """Whatever fails in the background fails the run."""
        async with asyncio.TaskGroup() as self._group:
            for client in (*self._writers, *self._readers):
                self._start(client.run())
            pranks = [
                self._start(prank(reader, self._rng))
                for prank, reader in zip(PRANKS, self._readers, strict=False)
            ]
            writing = [self._group.create_task(self._write(writer)) for writer in self._writers]
            await self.injector.run(self._size.messages)
            await asyncio.gather(*writing)
            for prank in pranks:
                prank.cancel()
            await self._end(database.log(database.read(database_url)))
            for task in self._background:
                task.cancel()

    async def _write(self, writer: ChatClient) -> None:
        """Keeps the window full until the share is done, and as long as there are kills to come."""
        await writer.welcomed.wait()
        while (wanted := self._wanted(writer)) or writer.unanswered:
            while writer.unanswered < min(WINDOW, wanted):
                await writer.post(self._rng.choice(self._rooms), self._body(writer.name))
            writer.progress.clear()
            await writer.progress.wait()

    def _wanted(self, writer: ChatClient) -> int:
        if not self.injector.done:
            return WINDOW
        share = -(-self._size.messages // len(self._writers))
        return max(0, share - writer.acked)

    def _body(self, name: str) -> str:
        if self._rng.randrange(EMPTY) == 0:
            return " "
        if self._rng.randrange(LONG) == 0:
            return "长" * BODY_CHARS
        return f"{name} says {self._rng.getrandbits(64)}\n  *as it is* \t"

    async def _end(self, log: Log) -> None:
        """Everybody comes to the head, or is found behind."""
        everybody = [*self._writers, *self._readers]
        for client in everybody:
            client.go_online()
            client.flowing.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HEAD_DEADLINE_S):
                for client in everybody:
                    await self._comes_to_the_head(client, log)
        for client in everybody:
            client.conversation.end()

    async def _comes_to_the_head(self, client: ChatClient, log: Log) -> None:
        heads = [(room, log[room][-1]) for room in self._rooms]
        while not all(client.conversation.rooms.is_at(r, e.seq, e.digest) for r, e in heads):
            client.progress.clear()
            await client.progress.wait()


def make_rooms(people: Sequence[Visitor], count: int) -> list[str]:
    """The ids of new rooms of which everybody is a member."""
    owner, *others = people
    rooms = []
    for number in range(1, count + 1):
        made = owner.post_json("/chat/rooms/", {"name": f"Room {number}"})
        assert made.status == http.client.CREATED, made
        rooms.append(str(made.json()["id"]))
        for person in others:
            joined = person.post_json(f"/chat/rooms/{rooms[-1]}/join/")
            assert joined.status == http.client.OK, joined
    return rooms


async def travel(reader: ChatClient, rng: random.Random) -> None:
    """Loses the network and finds it again."""
    while True:
        await asyncio.sleep(rng.uniform(0.3, 1.0))
        reader.go_offline()
        await asyncio.sleep(rng.uniform(0.1, 0.8))
        reader.go_online()


async def stall(reader: ChatClient, rng: random.Random) -> None:
    """Stops reading what comes, until it has no credit left."""
    while True:
        await asyncio.sleep(rng.uniform(0.2, 0.6))
        reader.flowing.clear()
        await asyncio.sleep(rng.uniform(0.2, 0.8))
        reader.flowing.set()


async def forget(reader: ChatClient, rng: random.Random) -> None:
    """Comes back with a position of another history, as after a restored backup."""
    while True:
        await asyncio.sleep(rng.uniform(1.0, 2.0))
        replicas = list(reader.conversation.rooms.replicas.values())
        if replicas:
            spoilt = rng.choice(replicas)
            spoilt.stand_at(spoilt.seq, "f" * 16)
            reader.drop()


# The first readers do these, the others just read.
PRANKS: Sequence[Callable[[ChatClient, random.Random], Coroutine[None, None, None]]] = (
    travel,
    stall,
    forget,
)
