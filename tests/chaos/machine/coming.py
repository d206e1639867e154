"""People who come and go: latecomers, members for a while, rooms made while it runs."""

import itertools
import random
from collections.abc import Sequence
from functools import partial

from tests.chaos.machine.asking import Person, insist
from tests.chaos.machine.scene import Scene
from tests.chaos.machine.writing import Writer

ROOMS_MADE_MOST = 8


async def come_late(scene: Scene, person: Person, rng: random.Random) -> None:
    """A new device reads everything from the first event, and then the next: replays go on."""
    for number in itertools.count(1):
        if not await scene.rest(rng.uniform(0.1, 1.0)):
            return
        late = scene.connect_latecomer(person, f" late {number}")
        for _ in range(rng.randint(2, 20)):
            # A slow one: the replay lasts, and is overtaken by what happens meanwhile.
            await scene.rest(rng.uniform(0.05, 0.3))
            late.flowing.clear()
            await scene.rest(rng.uniform(0.05, 0.3))
            late.flowing.set()
        await scene.hang_up(late)


async def come_and_go(scene: Scene, member: Person, room: str, rng: random.Random) -> None:
    """Joins and leaves, with a page open; when it is over they are in."""
    client = scene.connect(member, [])
    while True:
        await insist(partial(member.join, room))
        if not await scene.rest(rng.uniform(0.5, 6.0)):
            break
        await insist(partial(member.leave, room))
        await scene.rest(rng.uniform(0.5, 3.0))
    scene.lasting[client].add(room)


async def make_rooms(
    scene: Scene, maker: Person, writers: Sequence[Writer], rng: random.Random
) -> None:
    """Others join as soon as there is one, and write in it."""
    for number in range(1, ROOMS_MADE_MOST + 1):
        if not await scene.rest(rng.uniform(2.0, 30.0)):
            return
        if room := await maker.create(f"Made {number}"):
            for writer in rng.sample(writers, 2):
                await insist(partial(writer.person.join, room))
                scene.lasting[writer.client].add(room)
                writer.rooms.append(room)
