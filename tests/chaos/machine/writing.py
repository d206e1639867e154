"""People who post: in bursts, pipelined, with as much unanswered as a window allows."""

import asyncio
import random
from dataclasses import dataclass

from tests.chaos.client.chat_client import ChatClient
from tests.chaos.machine.asking import Person
from tests.chaos.machine.scene import Scene

# Unanswered posts of one writer at a time.
WINDOW = 32
# One in so many bodies is as long as a message may be, one in so many is refused for good (empty).
LONG, EMPTY = 200, 50
BODY_CHARS = 4000


@dataclass
class Writer:
    """Posts in `rooms`, which may grow meanwhile, `posts_per_s` while nothing is broken."""

    scene: Scene
    person: Person
    client: ChatClient
    rooms: list[str]
    posts_per_s: float
    rng: random.Random
    most_at_once: int = WINDOW
    # Only letters, digits and spaces: what a page shows is what was sent.
    plain: bool = False

    async def write(self) -> None:
        scene, client, rng = self.scene, self.client, self.rng
        await client.welcomed.wait()
        loop = asyncio.get_running_loop()
        while not scene.over.is_set():
            burst = rng.randint(1, self.most_at_once)
            began_s = loop.time()
            for _ in range(burst):
                await client.post(rng.choice(self.rooms), self._body())
            await scene.until(client, lambda: client.unanswered < WINDOW)
            await scene.rest(began_s + burst / self.posts_per_s - loop.time())

    def _body(self) -> str:
        rng = self.rng
        if self.plain:
            return f"{self.client.name} says {rng.getrandbits(64)}"
        if rng.randrange(EMPTY) == 0:
            return " "
        if rng.randrange(LONG) == 0:
            return "长" * BODY_CHARS
        return f"{self.client.name} says {rng.getrandbits(64)}\n  *as it is* \t"
