"""One per process: takes what was committed, here or elsewhere, to everybody who follows here.

An event passes only if it continues our head *and* its `prev` is our digest. Anything else is
looked up in the log, which alone is the truth.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import cast

from django.db import Error

from chat import metrics
from chat.eventlog import reading
from chat.eventlog.entry import Entry, sliced
from chat.eventlog.readers import Readers
from chat.protocol.frames import FRAME_BYTES
from chat.protocol.position import Position
from chat.realtime.topic import Follower, LiveFrame, Observer, Topic, let_go

logger = logging.getLogger(__name__)

# A small hole is mostly a neighbour's hint that is still on its way.
HOLE_PATIENCE_S = 0.02
# Events kept for when it is closed; more are read from the log.
AHEAD = 256
# What `events` adds around its events.
ENVELOPE_BYTES = 512
SLICE_BYTES = FRAME_BYTES - ENVELOPE_BYTES


class Hub:
    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self.topics: dict[int, Topic] = {}

    async def follow(self, room_id: int, follower: Follower) -> Topic:
        """From here on the follower is told; first join, then read the head, then serve.

        Raises django.db.Error if the head cannot be read; then nothing was joined.
        """
        topic = self._topic(room_id)
        topic.followers.add(follower)
        return await self._loaded(topic, follower)

    async def observe(self, room_id: int, observer: Observer) -> Topic:
        """The same for the person whose own log it is."""
        topic = self._topic(room_id)
        topic.observers.add(observer)
        return await self._loaded(topic, observer)

    def leave(self, topic: Topic, member: Follower | Observer) -> None:
        topic.live.discard(cast(Follower, member))
        topic.followers.discard(cast(Follower, member))
        topic.observers.discard(cast(Observer, member))
        if topic.deserted and self.topics.get(topic.room_id) is topic:
            del self.topics[topic.room_id]

    def _topic(self, room_id: int) -> Topic:
        topic = self.topics.get(room_id)
        if topic is None:
            topic = self.topics[room_id] = Topic(room_id)
        return topic

    async def _loaded(self, topic: Topic, member: Follower | Observer) -> Topic:
        if topic.head is None:
            if topic.loading is None or topic.loading.done():
                topic.loading = asyncio.create_task(self._load(topic))
                topic.loading.add_done_callback(_seen)
            try:
                await asyncio.shield(topic.loading)
            except BaseException:
                self.leave(topic, member)
                raise
        return topic

    async def _load(self, topic: Topic) -> None:
        # Not on the hub's own lane: its one thread finds what is lost, however many return at once.
        topic.head = await self._readers.log(reading.head, topic.room_id)
        self._take(topic, [])

    def committed(self, entries: Iterable[Entry]) -> None:
        """Events of any rooms, in the order of their seq within each room.

        People's own logs go first: who left a room, or was logged out, gets nothing after it.
        """
        by_topic: dict[Topic, list[Entry]] = {}
        for item in entries:
            if topic := self.topics.get(item.room_id):
                by_topic.setdefault(topic, []).append(item)
        for topic in sorted(by_topic, key=lambda topic: not topic.observers):
            self._take(topic, by_topic[topic])

    def head_hinted(self, room_id: int, head: Position) -> None:
        """Another process says that the log goes to there; a hint may be late, so never back."""
        topic = self.topics.get(room_id)
        if topic and topic.head and head.seq >= topic.head.seq and head != topic.head:
            self.catch_up(topic)

    def head_polled(self, room_id: int, head: Position, ours: Position) -> None:
        """The log ended there when it was read; `ours` is what we had when it was asked."""
        topic = self.topics.get(room_id)
        if topic is None or topic.head is None or topic.head == head:
            return
        came_meanwhile = ours.seq < head.seq <= topic.head.seq
        if not came_meanwhile:
            self.catch_up(topic)

    def _take(self, topic: Topic, entries: list[Entry]) -> None:
        """Pass on what continues our head; drop what we have; look into what does not fit."""
        entries = sorted([*topic.ahead, *entries], key=lambda item: item.seq)
        if topic.head is None:
            topic.ahead = entries
            return
        if any(_contradicts(item, topic.head) for item in entries):
            topic.ahead = []
            self.catch_up(topic)
            return
        run = _continuing(entries, topic.head)
        if any(item.erases for item in run[1:]):
            # What was said before it came with its words: the log has them no more.
            topic.ahead = []
            self.catch_up(topic)
            return
        if run:
            self._pass_on(topic, run)
        topic.ahead = [item for item in entries if item.seq > topic.head.seq][:AHEAD]
        if topic.ahead:
            self._mend_soon(topic)

    def _take_read(self, topic: Topic, entries: Sequence[Entry]) -> None:
        """Of the log, so an erasure among them has been at work on what is before it."""
        assert topic.head is not None
        if any(item.erases for item in entries):
            topic.ahead = [item for item in topic.ahead if item.seq > entries[-1].seq]
        if run := _continuing(entries, topic.head):
            self._pass_on(topic, run)
        self._take(topic, [])

    def _pass_on(self, topic: Topic, entries: Sequence[Entry]) -> None:
        topic.append(entries)
        for observer in tuple(topic.observers):
            try:
                observer.observe(entries)
            except Exception as error:
                let_go(observer, error)
        if not topic.live:
            return
        for run in sliced(entries, SLICE_BYTES):
            began = perf_counter()
            live = LiveFrame(run)
            for follower in tuple(topic.live):
                try:
                    follower.deliver(live)
                except Exception as error:
                    let_go(follower, error)
            # Once for all of them: those who fell behind are not live any more.
            metrics.fan_out.observe(perf_counter() - began)
            metrics.sent.add("events", count=len(topic.live))
            metrics.deliveries.add(count=len(topic.live) * len(run))

    def catch_up(self, topic: Topic) -> "asyncio.Task[None]":
        """Read the log until our head is its end."""
        topic.doubted = True
        return self._mend_soon(topic)

    def _mend_soon(self, topic: Topic) -> "asyncio.Task[None]":
        """One such task a topic at a time."""
        if topic.catching_up is None or topic.catching_up.done():
            topic.catching_up = asyncio.create_task(self._mend(topic))
        return topic.catching_up

    async def _mend(self, topic: Topic) -> None:
        """Unless the neighbour's hint has come by then and closed the hole."""
        if topic.ahead:
            metrics.holes.add()
        await asyncio.sleep(HOLE_PATIENCE_S)
        try:
            while (topic.ahead or topic.doubted) and topic.head is not None:
                topic.doubted = False
                entries = await self._readers.heads(
                    reading.events_after, topic.room_id, topic.head, SLICE_BYTES
                )
                if entries is None:
                    await self._start_over(topic)
                elif entries:
                    topic.doubted = True
                    self._take_read(topic, entries)
                else:
                    # What is ahead is not in the log, or not yet: a later hint or the poll tells.
                    topic.ahead = []
        except Error as error:
            # The poll asks again as long as the heads differ.
            logger.debug(
                "Room %d cannot be caught up now: %s",
                topic.room_id,
                error,
                extra={"room": topic.room_id},
            )

    async def _start_over(self, topic: Topic) -> None:
        """The log is another than we passed on (a restored backup): everybody is reset."""
        head = await self._readers.heads(reading.head, topic.room_id)
        logger.warning(
            "Room %d has another history now: its members are reset",
            topic.room_id,
            extra={"room": topic.room_id},
        )
        topic.start_over(head)
        for follower in tuple(topic.followers):
            follower.reset()
        for observer in tuple(topic.observers):
            try:
                observer.start_over()
            except Exception as error:
                let_go(observer, error)


def _seen(loading: asyncio.Task[None]) -> None:
    """Its error is for those who wait: if all have left, nothing for the process's log."""
    if not loading.cancelled():
        loading.exception()


def _contradicts(item: Entry, head: Position) -> bool:
    return item.seq == head.seq and item.digest != head.digest


def _continuing(entries: Sequence[Entry], head: Position) -> list[Entry]:
    """Those that continue the head one after the other.

    What we have is skipped, and so is what stands in the right place in another history.
    """
    run: list[Entry] = []
    for item in entries:
        if item.before == head:
            run.append(item)
            head = item.after
        elif item.seq > head.seq + 1:
            break
    return run
