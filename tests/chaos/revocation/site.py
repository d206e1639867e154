"""Two processes of one site, a room in which somebody speaks all the time, and those who listen."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.integration.chatting import (
    a_post,
    at,
    final_answer,
    follow,
    greet,
    join_room,
    make_room,
)
from tests.servers.app import AppServer
from tests.servers.people import Visitor, join_as_guest
from tests.servers.redis import RedisServer
from tests.servers.wire import Wire, open_wire

POST_EVERY_S = 0.05
OWN_WORDS = "only mine"
# So that it is never for want of credit that nothing comes.
SEEN_EVERY = 16
# On a busy machine; twenty times as long as it should take.
SILENT_AT_MOST_S = 1.0
# A server that is told to post so fast must not think of its throttle.
ENV = {"POSTS_PER_SECOND": "1000"}


@dataclass
class Site:
    """What is done, is done at `here`. The owner of the room is also its speaker."""

    here: AppServer
    there: AppServer
    redis: RedisServer
    database_url: str
    owner: Visitor
    admin: Visitor
    room: str

    def sql(self, statement: str, *values: object) -> list[Any]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


class Victim:
    """Listens in the room. Times are seconds since 1970; None: that did not happen (yet)."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.id = visitor.person_id()
        self.events = 0
        self.revoked_at: float | None = None
        self.last_event_at: float | None = None
        self.told_at: float | None = None
        self.told: int | str | None = None  # the code of `bye`, or `gone`

    @asynccontextmanager
    async def listening(self, app: AppServer, room: str) -> AsyncIterator[None]:
        async with open_wire(app.ws_url(), at(app, self.visitor)) as wire:
            await greet(wire)
            await follow(wire, room)
            # Two processes write to this room: it may have to be sent again.
            answer = await final_answer(wire, a_post(room, OWN_WORDS))
            assert answer["type"] == "ack", answer
            task = asyncio.create_task(self._listen(wire, room))
            try:
                yield
            finally:
                task.cancel()

    async def _listen(self, wire: Wire, room: str) -> None:
        async for text in wire.connection:
            frame = json.loads(text)
            if frame["type"] == "events" and frame["room"] == room:
                self.last_event_at = time.time()
                self.events += 1
                if self.events % SEEN_EVERY == 0:
                    seen = {room: frame["events"][-1]["seq"]}
                    await wire.send({"type": "seen", "rooms": seen})
            elif frame["type"] == "ping":
                await wire.send({"type": "pong", "n": frame["n"]})
            elif frame["type"] == "bye" or (frame["type"] == "gone" and frame["room"] == room):
                self.told_at = self.told_at or time.time()
                self.told = frame.get("code") if frame["type"] == "bye" else "gone"

    @property
    def done(self) -> bool:
        return self.told_at is not None

    @property
    def heard_to_the_end(self) -> bool:
        """Events were still coming: if not, it is no merit that none came after."""
        assert self.revoked_at is not None
        return (self.last_event_at or 0) > self.revoked_at - SILENT_AT_MOST_S

    @property
    def slow_s(self) -> float:
        """From its commit to the last event."""
        assert self.revoked_at is not None
        assert self.last_event_at is not None
        return max(0.0, self.last_event_at - self.revoked_at)

    @property
    def told_s(self) -> float:
        assert self.revoked_at is not None
        assert self.told_at is not None
        return self.told_at - self.revoked_at


def site(here: AppServer, there: AppServer, redis: RedisServer, database_url: str) -> Site:
    """With a room, and an admin: a guest who was made one, for no test knows a password."""
    owner = join_as_guest(here.origin, "Olive, who owns the room")
    admin = join_as_guest(here.origin, "Ada of the staff")
    made = Site(here, there, redis, database_url, owner, admin, make_room(owner))
    made.sql(
        "UPDATE chat_person SET is_staff = true, is_superuser = true WHERE name = %s", admin.name
    )
    return made


def newcomer(site: Site, name: str) -> Victim:
    """A guest in the room."""
    visitor = join_as_guest(site.here.origin, name)
    join_room(visitor, site.room)
    return Victim(visitor)


@asynccontextmanager
async def steady_talk(site: Site) -> AsyncIterator[None]:
    """Somebody says something twenty times a second, and all of it is answered."""
    async with open_wire(site.here.ws_url(), site.owner) as wire:
        await greet(wire)
        sent: set[str] = set()
        tasks = [
            asyncio.create_task(work) for work in (_talk(wire, site.room, sent), _hear(wire, sent))
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
    assert len(sent) < 1 / POST_EVERY_S, f"{len(sent)} posts were not answered"


async def _talk(wire: Wire, room: str, unanswered: set[str]) -> None:
    while True:
        frame = a_post(room, "tick")
        unanswered.add(frame["id"])
        await wire.send(frame)
        await asyncio.sleep(POST_EVERY_S)


async def _hear(wire: Wire, unanswered: set[str]) -> None:
    async for text in wire.connection:
        frame = json.loads(text)
        if frame["type"] in {"ack", "refused"}:
            unanswered.discard(frame["id"])


async def until(condition: Callable[[], bool], deadline_s: float, what: str) -> None:
    end = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < end, f"waited {deadline_s:g} s for {what}, in vain"
        await asyncio.sleep(POST_EVERY_S / 2)
