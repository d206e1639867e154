"""One per process: takes what was committed, here or elsewhere, to everybody who follows here.

An event passes only if it continues our head *and* its `prev` is our digest. Anything else is
looked up in the log, which alone is the truth.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence

from django.db import DatabaseError

from chat.eventlog import reading
from chat.eventlog.entry import Entry, sliced
from chat.eventlog.readers import Readers
from chat.protocol.frames import FRAME_BYTES
from chat.protocol.position import Position
from chat.realtime.topic import Follower, Topic, live_frame

logger = logging.getLogger(__name__)

# A small hole is mostly a neighbour's hint that is still on its way.
HOLE_PATIENCE_S = 0.02
# What `events` adds around its events.
ENVELOPE_BYTES = 512
SLICE_BYTES = FRAME_BYTES - ENVELOPE_BYTES


class Hub:
    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self.topics: dict[int, Topic] = {}

    async def follow(self, room_id: int, follower: Follower, personal: bool = False) -> Topic:
        """From here on the follower is told; first join, then read the head, then serve.

        `personal`: the room is somebody's own log. Raises DatabaseError if the head cannot be read.
        """
        topic = self.topics.get(room_id)
        if topic is None:
            topic = self.topics[room_id] = Topic(room_id, personal)
        topic.followers.add(follower)
        if topic.head is None:
            try:
                await self._loaded(topic)
            except BaseException:
                self.unfollow(topic, follower)
                raise
        return topic

    async def _loaded(self, topic: Topic) -> None:
        if topic.loading is None or topic.loading.done():
            topic.loading = asyncio.create_task(self._load(topic))
        await asyncio.shield(topic.loading)

    def unfollow(self, topic: Topic, follower: Follower) -> None:
        topic.live.discard(follower)
        topic.followers.discard(follower)
        if not topic.followers and self.topics.get(topic.room_id) is topic:
            del self.topics[topic.room_id]

    async def _load(self, topic: Topic) -> None:
        topic.head = await self._readers.heads(reading.head, topic.room_id)
        early, topic.early = topic.early, []
        if early:
            self._take(topic, early)

    def committed(self, entries: Iterable[Entry]) -> None:
        """Events of any rooms, in the order of their seq within each room.

        People's own logs go first: who left a room, or was logged out, gets nothing after it.
        """
        by_topic: dict[Topic, list[Entry]] = {}
        for item in entries:
            if topic := self.topics.get(item.room_id):
                by_topic.setdefault(topic, []).append(item)
        for topic in sorted(by_topic, key=lambda topic: not topic.personal):
            self._take(topic, by_topic[topic])

    def head_seen(self, room_id: int, head: Position, ours: Position | None = None) -> None:
        """Somebody says that the log ends there; `ours` is what we had when they looked."""
        topic = self.topics.get(room_id)
        if topic is None or topic.head is None or topic.head == head:
            return
        came_meanwhile = ours is not None and ours.seq < head.seq <= topic.head.seq
        if not came_meanwhile:
            self.catch_up(topic)

    def _take(self, topic: Topic, entries: list[Entry]) -> None:
        """Pass on what continues our head; drop what we have; look into what does not fit."""
        if topic.head is None:
            topic.early.extend(entries)
            return
        if any(_contradicts(item, topic.head) for item in entries):
            self.catch_up(topic)
            return
        run = _continuing(entries, topic.head)
        if run:
            self._pass_on(topic, run)
        if max(item.seq for item in entries) > topic.head.seq:
            self.catch_up(topic)

    def _pass_on(self, topic: Topic, entries: Sequence[Entry]) -> None:
        topic.append(entries)
        if topic.personal:
            for follower in tuple(topic.followers):
                follower.observe(entries)
        if not topic.live:
            return
        for run in sliced(entries, SLICE_BYTES):
            live = live_frame(run)
            for follower in tuple(topic.live):
                follower.deliver(live)

    def catch_up(self, topic: Topic) -> "asyncio.Task[None]":
        """Read the log until our head is its end; one such task a topic at a time."""
        topic.behind = True
        if topic.catching_up is None or topic.catching_up.done():
            topic.catching_up = asyncio.create_task(self._catch_up(topic))
        return topic.catching_up

    async def _catch_up(self, topic: Topic) -> None:
        await asyncio.sleep(HOLE_PATIENCE_S)
        try:
            while topic.behind and topic.head is not None:
                topic.behind = False
                entries = await self._readers.heads(
                    reading.events_after, topic.room_id, topic.head, SLICE_BYTES
                )
                if entries is None:
                    await self._start_over(topic)
                elif entries:
                    # A hint may have brought some of it while we were reading.
                    self._take(topic, entries)
                    topic.behind = True
        except DatabaseError as error:
            # The poll asks again as long as the heads differ.
            logger.warning("Room %d cannot be caught up now: %s", topic.room_id, error)

    async def _start_over(self, topic: Topic) -> None:
        """The log is another than we passed on (a restored backup): everybody is reset."""
        head = await self._readers.heads(reading.head, topic.room_id)
        logger.warning("Room %d has another history now: its members are reset", topic.room_id)
        topic.start_over(head)
        for follower in tuple(topic.followers):
            follower.reset()


def _contradicts(item: Entry, head: Position) -> bool:
    return item.seq == head.seq and item.digest != head.digest


def _continuing(entries: Sequence[Entry], head: Position) -> list[Entry]:
    """Those that continue the head one after the other; what we have is skipped."""
    run: list[Entry] = []
    for item in entries:
        if item.before == head:
            run.append(item)
            head = item.after
        elif item.seq > head.seq:
            break
    return run
