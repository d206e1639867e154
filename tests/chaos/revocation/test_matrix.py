"""Nothing is delivered to whom it may not be, two seconds after and from then on."""

import asyncio
import logging

import pytest

from tests.chaos.revocation.kinds import KINDS
from tests.chaos.revocation.matrix import Cell, measure
from tests.chaos.revocation.site import ENV, site, steady_talk
from tests.servers.app import Serve
from tests.servers.redis import RedisServer

logger = logging.getLogger(__name__)

PEOPLE = 20


@pytest.mark.full
@pytest.mark.timeout(900)
async def test_revocation_stops_delivery_everywhere_within_two_seconds(
    serve: Serve, postgres_url: str, redis_server: RedisServer
) -> None:
    """Six kinds, at the same and at another process, with Redis and without."""
    here, there = (serve(postgres_url, redis_url=redis_server.url, env=ENV) for _ in range(2))
    scene = await asyncio.to_thread(site, here, there, redis_server, postgres_url)
    cells: list[Cell] = []
    async with steady_talk(scene):
        for redis in (True, False):
            if not redis:
                redis_server.stop()
            for kind in KINDS:
                for same in (True, False):
                    cell = await measure(scene, kind, same=same, redis=redis, people=PEOPLE)
                    cells.append(cell)
                    logger.info("%s", cell)
    assert not [str(cell) for cell in cells if not cell.whole]
    assert not [app.log_text() for app in (here, there) if "Traceback" in app.log_text()]
