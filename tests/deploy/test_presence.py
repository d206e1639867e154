"""Presence of a site of two processes without Redis: by leases in the database."""

import time
from collections.abc import Callable

from tests.integration.chatting import at, follow, greet, join_room, make_room, newcomer
from tests.servers.app import Serve
from tests.servers.promptness import Promptness
from tests.servers.wire import Frame, open_wire

# As they are promised.
SEEN_S, GONE_S, LEASE_S = 1.0, 2.0, 10.0


def counts(people: int) -> Callable[[Frame], bool]:
    return lambda frame: frame["count"] == people


async def test_people_are_seen_gone_and_gone_with_a_killed_process(
    serve: Serve, sqlite_url: str
) -> None:
    first, second = serve(sqlite_url), serve(sqlite_url)
    alice, bob = newcomer(first, "Alice"), newcomer(first, "Bob")
    room = make_room(alice)
    join_room(bob, room)
    prompt = Promptness([first, second])
    async with prompt.watching(), open_wire(first.ws_url(), alice) as hers:
        await greet(hers)
        await follow(hers, room)
        async with open_wire(second.ws_url(), at(second, bob)) as his:
            await greet(his)
            await follow(his, room)
            await prompt.told(hers, counts(2), SEEN_S)
        await prompt.told(hers, counts(1), GONE_S)
        async with open_wire(second.ws_url(), at(second, bob)) as his:
            await greet(his)
            await follow(his, room)
            await prompt.told(hers, counts(2), SEEN_S)
            killed_at = time.monotonic()
            second.kill()
            await prompt.told(hers, counts(1), LEASE_S)
            assert time.monotonic() - killed_at > GONE_S, "the lease said it, and nothing else"
