"""Guests who say something and delete their account, some with posts still unanswered."""

import asyncio
import itertools
import random
from collections.abc import Sequence
from functools import partial

from tests.chaos.client.chat_client import ChatClient
from tests.chaos.machine.asking import AGAIN_S, Person, insist, try_to_come_in
from tests.chaos.machine.scene import Scene

SAID_MOST = 40
# Of an answer that is lost, one is asked again; a guest without a room by then goes as they came.
READY_WITHIN_S = 15.0


async def come_and_erase(scene: Scene, rooms: Sequence[str], rng: random.Random) -> None:
    """One after the other."""
    for number in itertools.count(1):
        if not await scene.rest(rng.uniform(0.5, 5.0)):
            return
        guest = await try_to_come_in(scene.origin, f"Mayfly {number}", scene.recorder)
        if guest is not None:
            await _live(scene, guest, rng.choice(rooms), rng)


async def _live(scene: Scene, guest: Person, room: str, rng: random.Random) -> None:
    client = scene.connect_mortal(guest)
    if await scene.until(client, client.welcomed.is_set, READY_WITHIN_S):
        guest.id = client.conversation.person_id
        await insist(partial(guest.join, room))
        await _say_and_erase(scene, guest, client, room, rng)
    await scene.hang_up(client)


async def _say_and_erase(
    scene: Scene, guest: Person, client: ChatClient, room: str, rng: random.Random
) -> None:
    for number in range(rng.randint(1, SAID_MOST)):
        await client.post(room, f"{guest.name} says {number} {rng.getrandbits(64)}")
    if rng.random() < 0.7:
        await scene.until(client, lambda: client.unanswered == 0, READY_WITHIN_S)
    if not await _insist_on_erasing(guest):
        scene.closed.append(guest.id)


async def _insist_on_erasing(guest: Person) -> bool:
    """Until the account is closed; whether all is erased too."""
    while True:
        outcome = await guest.erase()
        if outcome == "failed":
            raise AssertionError(f"{guest.name} may not delete the account.")
        if outcome == "ok" or guest.closed:
            return outcome == "ok"
        await asyncio.sleep(AGAIN_S)
