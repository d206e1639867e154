"""Somebody who comes while nobody can be known: what they are told, and when."""

import asyncio
import time
from typing import NamedTuple

from tests.servers.people import Visitor
from tests.servers.wire import open_wire

# Beyond the bound of the tests: whoever is told too late is a row of the table all the same.
TOLD_DEADLINE_S = 15


class Told(NamedTuple):
    """What they heard first: `bye` if they shall come again, or `welcome` once it is over.

    `page` is its status: 503 says that the database is away, 200 waited until it was back.
    """

    frame: str
    after_s: float
    page: int
    page_after_s: float


async def told(newcomer: Visitor, ws_url: str) -> Told:
    page = asyncio.create_task(asyncio.to_thread(_open_page, newcomer))
    began_s = time.monotonic()
    async with open_wire(ws_url, newcomer) as wire:
        await wire.send({"type": "hello", "client": "test/1", "rooms": {}})
        frame = await wire.recv(TOLD_DEADLINE_S)
    after_s = time.monotonic() - began_s
    assert frame["type"] == "welcome" or (frame["code"], frame["reconnect"]) == (4013, True), frame
    return Told(frame["type"], after_s, *await page)


def _open_page(newcomer: Visitor) -> tuple[int, float]:
    began_s = time.monotonic()
    status = newcomer.get("/chat/").status
    return status, time.monotonic() - began_s
