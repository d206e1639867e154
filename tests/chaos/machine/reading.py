"""Readers of every kind: each with a habit that costs a server something else."""

import random
from collections.abc import Callable, Coroutine, Mapping

from tests.chaos.client.chat_client import ChatClient
from tests.chaos.machine.scene import Scene


async def travel(scene: Scene, reader: ChatClient, rng: random.Random) -> None:
    """Loses the network and finds it again."""
    while await scene.rest(rng.uniform(0.3, 3.0)):
        reader.go_offline()
        await scene.rest(rng.uniform(0.1, 0.8))
        reader.go_online()


async def stall(scene: Scene, reader: ChatClient, rng: random.Random) -> None:
    """Stops reading what comes, until it has no credit left."""
    while await scene.rest(rng.uniform(0.2, 1.0)):
        reader.flowing.clear()
        await scene.rest(rng.uniform(0.2, 1.5))
        reader.flowing.set()


async def forget(scene: Scene, reader: ChatClient, rng: random.Random) -> None:
    """Comes back with a position of another history, as after a restored backup."""
    while await scene.rest(rng.uniform(2.0, 12.0)):
        replicas = list(reader.conversation.rooms.replicas.values())
        if replicas:
            spoilt = rng.choice(replicas)
            spoilt.stand_at(spoilt.seq, "f" * 16)
            reader.drop()


async def stay_away(scene: Scene, reader: ChatClient, rng: random.Random) -> None:
    """Comes back after a long time, to a long replay."""
    while await scene.rest(rng.uniform(1.0, 3.0)):
        reader.go_offline()
        await scene.rest(rng.choice([rng.uniform(2, 8), rng.uniform(8, 40)]))
        reader.go_online()


async def browse(scene: Scene, reader: ChatClient, rng: random.Random) -> None:
    """Follows what is said, and looks up what was."""
    while await scene.rest(rng.uniform(0.1, 0.8)):
        replicas = reader.conversation.rooms.replicas
        if replicas:
            room = rng.choice(sorted(replicas))
            seq = rng.randint(1, replicas[room].seq + 1)
            await reader.read_page(room, rng.choice([None, seq]))


async def listen(scene: Scene, reader: ChatClient, rng: random.Random) -> None:
    """Has no habit."""
    await scene.over.wait()


# By the name of the reader who has it.
HABITS: Mapping[str, Callable[[Scene, ChatClient, random.Random], Coroutine[None, None, None]]] = {
    "Traveller": travel,
    "Staller": stall,
    "Forgetter": forget,
    "Stranger": stay_away,
    "Historian": browse,
    "Listener": listen,
}
