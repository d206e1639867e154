"""Each kind of revocation once: at both processes, with Redis and just after it is gone.

`make chaos` does the same with twenty people each (tests/chaos/revocation).
"""

import asyncio

from tests.chaos.revocation.kinds import KINDS
from tests.chaos.revocation.matrix import measure
from tests.chaos.revocation.site import ENV, OWN_WORDS, Victim, site, steady_talk
from tests.integration.chatting import at, told_and_closed
from tests.servers.app import AppServer, Serve
from tests.servers.redis import RedisServer
from tests.servers.wire import open_wire


async def test_every_kind_of_revocation_stops_delivery_within_two_seconds(
    serve: Serve, postgres_url: str, redis_server: RedisServer
) -> None:
    here, there = (serve(postgres_url, redis_url=redis_server.url, env=ENV) for _ in range(2))
    scene = await asyncio.to_thread(site, here, there, redis_server, postgres_url)
    async with steady_talk(scene):
        for redis in (True, False):
            if not redis:
                redis_server.stop()
            cells = await asyncio.gather(
                *(
                    measure(scene, kind, same=same, redis=redis, people=1)
                    for kind in KINDS
                    for same in (True, False)
                )
            )
            assert not [str(cell) for cell in cells if not cell.whole]
    await _told_of_the_ban(next(cell.victims[0] for cell in cells if cell.kind == "ban"), there)
    # Of six kinds one erases what was said, here as many times as that was done.
    said = "SELECT count(*) FROM chat_message WHERE body = %s", OWN_WORDS
    assert scene.sql(*said) == [(2 * 2 * (len(KINDS) - 1),)]
    contents = "SELECT count(*) FROM chat_event WHERE kind = 'post' AND content = '{}'"
    assert scene.sql(contents) == [(2 * 2,)]


async def _told_of_the_ban(victim: Victim, app: AppServer) -> None:
    """Not that they are logged out, which would make them log in again, and again."""
    async with open_wire(app.ws_url(), at(app, victim.visitor)) as wire:
        bye = await told_and_closed(wire, 4403, reconnect=False)
    assert bye["reason"].endswith(": in a test")
