"""A guest at several devices, in a room of their own, who keep a server busy with all it can do.

So a crash point is come to whatever the rest of the site does meanwhile.
"""

import asyncio
import http.client
import random
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TypeVar
from uuid import uuid4

from tests.chaos.checker.history import Recorder
from tests.chaos.client.chat_client import ChatClient
from tests.servers.app import AppServer
from tests.servers.people import join_as_guest
from tests.servers.waiting import wait_until

# Of another fault that is on its way to end; several of them in turn hold up a database so long.
READY_DEADLINE_S = ANSWERED_DEADLINE_S = 30
POST_EVERY_S = 0.03
# As many of the longest as make a page and a replay of several frames.
LONG_POSTS, LONG = 8, "长" * 4000
# How long a device is looked at that has just come.
STAY_S = 0.3

Made = TypeVar("Made")


class Somebody:
    """Dials the first of `servers`, as long as it is there."""

    def __init__(
        self, servers: Sequence[AppServer], rng: random.Random, recorder: Recorder
    ) -> None:
        self._urls = [server.ws_url() for server in servers]
        self._rng, self._recorder = rng, recorder
        # Not drawn: another run, or the same fault again, may have the same Random.
        self._name = f"somebody-{uuid4().hex[:12]}"
        self._devices = 0
        origins = [server.origin for server in servers if server.running]
        self.visitor = insist(lambda: join_as_guest(rng.choice(origins), self._name))
        self.person_id = insist(self.visitor.person_id)
        self.rooms = [self._make_room(f"Of {self._name}, {number}") for number in range(2)]

    def _make_room(self, name: str) -> str:
        def make() -> str:
            made = self.visitor.post_json("/chat/rooms/", {"name": name})
            assert made.status == http.client.CREATED, made
            return str(made.json()["id"])

        return insist(make)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Posts, and comes with new devices, from before the context's body until after it.

        Returns when all that was posted is answered.
        """
        ready, over = threading.Event(), threading.Event()
        with ThreadPoolExecutor(1) as thread:
            playing = thread.submit(asyncio.run, self._play(ready, over))
            try:
                wait_until(
                    lambda: ready.is_set() or playing.done(), READY_DEADLINE_S, "somebody to talk"
                )
                if not playing.done():
                    yield
            finally:
                over.set()
            playing.result()

    def say(self, words: str) -> None:
        """In each room, once; returns when it is acknowledged."""

        async def say_it() -> None:
            async with _connected(self._device(from_start=False)) as device:
                for room in self.rooms:
                    await device.post(room, words)
                await _until(device, lambda: device.unanswered == 0)

        asyncio.run(say_it())

    def ask_to_be_erased(self) -> None:
        """What the answer says is left open: perhaps there is none."""
        number = self._ask_to_be_erased()
        with suppress(OSError, http.client.HTTPException):
            self.visitor.post_form("/account/delete/", name=self._name)
        self._recorder.answered(number, "unknown")

    def erased_by(self, clean_up: Callable[[], set[str]]) -> None:
        """`clean_up` says whose account is erased. Who died first may not have begun with ours."""
        number = self._ask_to_be_erased()
        done = self.person_id in insist(clean_up)
        self._recorder.answered(number, "ok" if done else "unknown")

    def _ask_to_be_erased(self) -> int:
        return self._recorder.asked(self._name, self.person_id, "erase", self.person_id)

    async def _play(self, ready: threading.Event, over: threading.Event) -> None:
        device = self._device(from_start=False)
        async with _connected(device):
            for _ in range(LONG_POSTS):
                await device.post(self.rooms[0], LONG)
            await _until(device, lambda: device.unanswered == 0)
            async with asyncio.TaskGroup() as group:
                coming = group.create_task(self._come_again_and_again())
                ready.set()
                while not over.is_set():
                    await device.post(self.rooms[0], f"{self._name} {self._rng.random()}")
                    await asyncio.sleep(POST_EVERY_S)
                coming.cancel()
            await _until(device, lambda: device.unanswered == 0)

    async def _come_again_and_again(self) -> None:
        """Each device reads all from the start, and then has to start over."""
        while True:
            device = self._device(from_start=True)
            async with _connected(device):
                await asyncio.sleep(STAY_S)
                if replica := device.conversation.rooms.replicas.get(self.rooms[0]):
                    replica.stand_at(replica.seq, "f" * 16)
                device.drop()
                await asyncio.sleep(STAY_S)

    def _device(self, *, from_start: bool) -> ChatClient:
        self._devices += 1
        return ChatClient(
            f"{self._name}-{self._devices}",
            self._urls,
            self.visitor.headers()["Cookie"],
            self._recorder,
            random.Random(self._rng.getrandbits(64)),
            from_start=from_start,
            whole=False,
        )


@asynccontextmanager
async def _connected(device: ChatClient) -> AsyncIterator[ChatClient]:
    async with asyncio.TaskGroup() as group:
        running = group.create_task(device.run())
        await device.welcomed.wait()
        yield device
        running.cancel()


async def _until(device: ChatClient, condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(ANSWERED_DEADLINE_S):
        while not condition():
            device.progress.clear()
            await device.progress.wait()


def insist(ask: Callable[[], Made]) -> Made:
    """The first answer that is one: nobody gives up because a page says "come again"."""
    answers: list[Made] = []

    def is_answered() -> bool:
        with suppress(AssertionError, OSError, http.client.HTTPException):
            answers.append(ask())
        return bool(answers)

    wait_until(is_answered, READY_DEADLINE_S, "an answer")
    return answers[0]
