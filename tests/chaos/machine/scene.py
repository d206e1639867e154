"""What all people of a run share: the front, the history, and the end that comes for all at once.

Nobody is interrupted: who asked something waits for the answer, then sees that it is over.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Coroutine, Iterable

from tests.chaos.checker.history import Recorder
from tests.chaos.client.chat_client import ChatClient
from tests.chaos.client.conversation import RefusedForGoodError
from tests.chaos.machine.asking import Person

# How long somebody who waits for an answer does not look whether it is over.
LOOK_UP_S = 1.0


class Scene:
    """`group` runs the clients; one that fails ends the run."""

    def __init__(
        self, origin: str, seed: int, recorder: Recorder, group: asyncio.TaskGroup
    ) -> None:
        self.origin, self.recorder = origin, recorder
        self.over = asyncio.Event()
        # those who must come to the end of the log when it is over -> rooms they surely are in
        self.lasting: dict[ChatClient, set[str]] = {}
        self.people: dict[ChatClient, Person] = {}
        # ids of people whose accounts are closed, and not all erased: `clean_up` ends that
        self.closed: list[str] = []
        self._ws_url = "ws" + origin.removeprefix("http") + "/ws/chat/"
        self._rng = random.Random(seed)
        self._group = group
        self._running: dict[ChatClient, asyncio.Task[None]] = {}

    def fork(self) -> random.Random:
        """Everybody draws from a Random of their own, so that none depends on another's pace."""
        return random.Random(self._rng.getrandbits(64))

    def connect(self, person: Person, rooms: Iterable[str], *, whole: bool = False) -> ChatClient:
        """A client that is here to the end; `whole`: with all of every room from its beginning."""
        client = self._client(person, from_start=whole, whole=whole)
        self.lasting[client], self.people[client] = set(rooms), person
        self._start(client, client.run())
        return client

    def connect_latecomer(self, person: Person, device: str) -> ChatClient:
        """Of somebody who reads from the first event, until `hang_up`."""
        client = self._client(person, device, from_start=True, whole=True)
        self._start(client, client.run())
        return client

    def connect_mortal(self, person: Person) -> ChatClient:
        """Of somebody whose account ends: then the server says not to come back. `hang_up`."""
        client = self._client(person, from_start=False, whole=False)

        async def run() -> None:
            with contextlib.suppress(RefusedForGoodError):
                await client.run()

        self._start(client, run())
        return client

    def _client(
        self, person: Person, device: str = "", *, from_start: bool, whole: bool
    ) -> ChatClient:
        return ChatClient(
            person.name + device,
            [self._ws_url],
            person.cookie,
            self.recorder,
            self.fork(),
            from_start=from_start,
            whole=whole,
        )

    def _start(self, client: ChatClient, run: Coroutine[None, None, None]) -> None:
        self._running[client] = self._group.create_task(run, name=client.name)

    async def hang_up(self, client: ChatClient) -> None:
        """Without a close, as who shuts the machine."""
        task = self._running.pop(client)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    def hang_up_all(self) -> None:
        for task in self._running.values():
            task.cancel()

    async def rest(self, seconds: float) -> bool:
        """Whether it goes on afterwards."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), seconds)
        return not self.over.is_set()

    async def until(
        self, client: ChatClient, condition: Callable[[], bool], seconds: float = float("inf")
    ) -> bool:
        """Looks after every frame of `client`; whether it came before the end and in time."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + seconds
        while not condition():
            if self.over.is_set() or loop.time() > deadline_s:
                return False
            client.progress.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(client.progress.wait(), LOOK_UP_S)
        return True
