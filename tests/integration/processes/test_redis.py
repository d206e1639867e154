"""Redis is speed, never truth: whatever becomes of it, nothing is lost and nobody waits."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from tests.integration.chatting import arrived, follow, make_room, say
from tests.integration.conftest import Pair
from tests.integration.processes.hearing import BY_HINT_S, Here, healed, hear, heard
from tests.servers.people import Visitor
from tests.servers.redis import RedisServer

# Longer than the 5 s after which redis-py 8 gives up a silent connection.
IDLE_S = 7.0


@contextmanager
def without(redis: RedisServer) -> Iterator[None]:
    """It is gone, and comes back without a memory."""
    redis.stop()
    try:
        yield
    finally:
        redis.start()


async def test_hints_still_work_after_longer_idling_than_a_socket_of_redis_is_patient(
    here: Here,
) -> None:
    """Takes the 7 s it is about."""
    await follow(here.bob, here.room)
    await asyncio.sleep(IDLE_S)
    assert await arrived(here.bob) == []
    assert await hear(here) < BY_HINT_S


async def test_hints_lost_while_redis_reconnects_are_made_up_by_the_poll(
    pair: Pair, here: Here
) -> None:
    await follow(here.bob, here.room)
    assert pair.redis.command("CLIENT", "KILL", "TYPE", "pubsub")
    ack = await say(here.alice, here.room)
    await heard(here, ack["seq"])
    await healed(here)


async def test_without_redis_all_goes_on_slower_and_with_it_again_fast(
    pair: Pair, alice: Visitor, here: Here
) -> None:
    await follow(here.bob, here.room)
    with without(pair.redis):
        ack = await say(here.alice, here.room, "Redis is gone")
        await heard(here, ack["seq"])
        # Of what is said at the same process nobody feels anything.
        await follow(here.alice, here.room)
        assert await hear(Here(here.alice, here.alice, here.room)) < BY_HINT_S
        # Rights are in logs too: leaving reaches the other process.
        made = make_room(alice)
        assert (await here.alice.expect("room"))["room"]["id"] == made
    await healed(here)


async def test_a_redis_that_hangs_holds_nobody_up(pair: Pair, here: Here) -> None:
    await follow(here.bob, here.room)
    await follow(here.alice, here.room)
    pair.redis.pause()
    try:
        assert await hear(Here(here.alice, here.alice, here.room)) < BY_HINT_S
        ack = await say(here.alice, here.room, "Redis hangs")
        await heard(here, ack["seq"])
    finally:
        pair.redis.resume()
    await healed(here)
