"""Those who live at the site: they come, talk, look back, leave, reload, or hang."""

import asyncio
import contextlib
import itertools
import random
from collections.abc import Coroutine

import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.chaos.checker.history import AnyRecord, Recorder
from tests.chaos.client.chat_client import ChatClient
from tests.chaos.soak.site import SoakSite
from tests.servers.people import Visitor, join_as_guest, make_rooms

# Enough for every way of being there, few enough for a twentieth of a core.
TALKING, HUNG, BY_HTTP, ROOMS = 25, 2, 3, 3
# By this name the ageing of guests leaves them alone.
RESIDENT = "resident"
# A visit, what is between two of them, and between two posts: at least and at most. An hour of
# these are the visits and messages that `bounds.py` counts on.
STAY_S, AWAY_S, PAUSE_S = (20.0, 90.0), (1.0, 15.0), (6.0, 14.0)
# Half of the returns are reloads: nothing is left of what the page knew.
RELOAD = LOOK_BACK = 0.5
# Longer than the server's patience with somebody who says nothing (24 s).
HANGS_S = 40.0
# A process that is being rolled is not dialled again at once.
DIAL_AGAIN_S = 1.0


def forget(record: AnyRecord) -> None:
    """Nobody judges this history; an hour of it would be the growth we look for."""


class Residents:
    """Members of a few rooms. `visits` counts their connections."""

    def __init__(self, site: SoakSite, rng: random.Random) -> None:
        self._site, self._rng = site, rng
        origin = site.lasting.origin
        count = TALKING + HUNG + BY_HTTP
        people = [join_as_guest(origin, f"{RESIDENT}-{n}") for n in range(count)]
        rooms = [room for first in range(ROOMS) for room in make_rooms(people[first::ROOMS], 1)]
        self._homes = [(person, rooms[n % ROOMS]) for n, person in enumerate(people)]
        self.visits = 0

    @property
    def by_http(self) -> list[tuple[Visitor, str]]:
        """Those who come where no WebSocket gets through, and their rooms."""
        return self._homes[-BY_HTTP:]

    def lives(self) -> list["asyncio.Task[None]"]:
        """All of them, each until cancelled; a task that ends has failed."""
        hung, talking = self._homes[:HUNG], self._homes[HUNG : HUNG + TALKING]
        return [
            *(asyncio.create_task(self._hangs(person)) for person, _ in hung),
            *(asyncio.create_task(self._lives(person, room)) for person, room in talking),
        ]

    async def _lives(self, person: Visitor, room: str) -> None:
        rng = random.Random(self._rng.getrandbits(64))
        client = self._page(person, rng)
        while True:
            self.visits += 1
            await _for_a_while(rng.uniform(*STAY_S), client.run(), talk(client, room, rng))
            await asyncio.sleep(rng.uniform(*AWAY_S))
            if rng.random() < RELOAD:
                client = self._page(person, rng)

    def _page(self, person: Visitor, rng: random.Random) -> ChatClient:
        urls = self._site.ws_urls
        rng.shuffle(urls)
        cookie = person.headers()["Cookie"]
        rng = random.Random(rng.getrandbits(64))
        return ChatClient(person.name, urls, cookie, Recorder(keep=forget), rng, from_start=False)

    async def _hangs(self, person: Visitor) -> None:
        """Said hello, and is never heard again: nor does it read, or close."""
        for url in itertools.cycle(self._site.ws_urls):
            headers = {"Cookie": person.headers()["Cookie"]}
            self.visits += 1
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                socket = await connect(
                    url, additional_headers=headers, ping_interval=None, proxy=None
                )
                try:
                    hello = {"type": "hello", "client": "soak/1", "rooms": {}}
                    await socket.send(msgspec.json.encode(hello), text=True)
                    socket.transport.pause_reading()
                    await asyncio.sleep(HANGS_S)
                finally:
                    socket.transport.abort()
            await asyncio.sleep(DIAL_AGAIN_S)


async def talk(client: ChatClient, room: str, rng: random.Random) -> None:
    """Slowly, and looks back at what was said before."""
    await client.welcomed.wait()
    for number in itertools.count():
        await asyncio.sleep(rng.uniform(*PAUSE_S))
        await client.post(room, f"{client.name} says {number} {rng.getrandbits(64)}")
        if rng.random() < LOOK_BACK:
            await client.read_page(room, before_seq=None)


async def _for_a_while(duration_s: float, *doing: Coroutine[None, None, None]) -> None:
    """All at once, for so long; what fails among them fails this."""
    tasks = [asyncio.create_task(work) for work in doing]
    try:
        done, _ = await asyncio.wait(tasks, timeout=duration_s, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
