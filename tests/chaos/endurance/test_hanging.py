"""What hangs in the database holds up those who wait for it, and nobody's heartbeat."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.chaos.endurance.beats import Choir
from tests.chaos.endurance.hangs import HANGS, Scene
from tests.servers.app import AppServer, Serve
from tests.servers.people import join_as_guest
from tests.servers.wire import open_wire

logger = logging.getLogger(__name__)

BLOCKING = Path(__file__).with_name("serve_blocking.py")
SOCKETS = 100
SLOWER_AT_MOST_S = 0.05
# How long a query hangs on the event loop, which is ten times what is tolerated.
HUNG_S = 0.5


@pytest.mark.parametrize(
    # How often each socket beats while something hangs: so many seconds.
    "rounds",
    [1, pytest.param(5, marks=pytest.mark.full)],
)
async def test_a_hung_query_holds_up_no_pong(serve: Serve, postgres_url: str, rounds: int) -> None:
    async with _choir(serve(postgres_url), postgres_url) as (scene, choir):
        calm_s = await choir.worst_pong_s(rounds)
        worst_s = {}
        for name, hang in HANGS.items():
            async with hang(scene):
                worst_s[name] = await choir.worst_pong_s(rounds)
    logger.info("Worst pong: calm %.4f s, while something hung %s", calm_s, worst_s)
    assert max(worst_s.values()) <= calm_s + SLOWER_AT_MOST_S, (calm_s, worst_s)


@pytest.mark.full
@pytest.mark.parametrize("name", ["history read", "look-up of a login"])
async def test_a_query_on_the_event_loop_would_hold_up_pongs(
    serve: Serve, postgres_url: str, name: str
) -> None:
    app = serve(postgres_url, entry=BLOCKING, env={"DJANGO_ALLOW_ASYNC_UNSAFE": "1"})
    async with _choir(app, postgres_url) as (scene, choir):
        calm_s = await choir.worst_pong_s(1)
        measuring = asyncio.create_task(choir.worst_pong_s(1))
        async with HANGS[name](scene):
            await asyncio.sleep(HUNG_S)
        assert await measuring > calm_s + SLOWER_AT_MOST_S


@asynccontextmanager
async def _choir(app: AppServer, database_url: str) -> AsyncIterator[tuple[Scene, Choir]]:
    """A hundred connections of Alice's; Bob is the one for whom things hang."""
    alice, bob = (join_as_guest(app.origin, name) for name in ("Alice", "Bob"))
    async with AsyncExitStack() as open_wires:
        wires = [
            await open_wires.enter_async_context(open_wire(app.ws_url(), alice))
            for _ in range(SOCKETS)
        ]
        for wire in wires:
            rooms = (await wire.hello())["rooms"]
        room = str(next(room["id"] for room in rooms if room["kind"] == "public"))
        yield Scene(database_url, app.ws_url(), bob, room), Choir(wires, app.pid)
