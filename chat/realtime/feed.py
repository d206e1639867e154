"""One session's subscription to one room: where it stands, and how it gets to the head."""

import asyncio
from typing import TYPE_CHECKING

from django.db import Error

from chat import metrics
from chat.eventlog import reading
from chat.eventlog.entry import Entry, frame
from chat.eventlog.reading import Opening
from chat.protocol.frames import CaughtUp
from chat.protocol.position import Position
from chat.realtime.hub import ENVELOPE_BYTES, SLICE_BYTES
from chat.realtime.shared_frame import SharedFrame
from chat.realtime.slices import read_reset, send_reset
from chat.realtime.topic import LiveFrame, Topic

if TYPE_CHECKING:
    from chat.realtime.conversation import Conversation


class Feed:
    """Live while the client has everything up to the topic's head; else it has a `cursor`."""

    def __init__(
        self,
        conversation: "Conversation",
        room_id: int,
        since: Position | None,
        replaces: "Feed | None" = None,
    ) -> None:
        self.room_id = room_id
        self.person_id = conversation.person.pk
        self._conversation = conversation
        self._credit, self._send_shared = conversation.credit, conversation.send_shared
        self._since = since
        self._topic: Topic | None = None
        self._cursor: Position | None = None  # what the client was sent; None: live
        self._opened = False
        # Where the log ended when it was looked at for this subscription: as long as the topic has
        # not come so far, what it keeps may have words that are erased by now.
        self._looked_to_seq = 0
        self._entered = False  # the room's presence counts this subscription
        # `caught_up` is owed for each subscribe, those included that came too soon to be served.
        self._owed: int = 1 + (replaces._owed if replaces else 0)
        self._must_reset = False
        self.closed = False

    def close(self) -> None:
        self.closed = True
        self._conversation.pump.drop(self)
        if self._topic is not None:
            self._conversation.services.hub.leave(self._topic, self)
        if self._entered:
            self._entered = False
            self._conversation.services.left(self.room_id, self)

    # --- What the hub tells -------------------------------------------------------------------

    def deliver(self, live: LiveFrame) -> None:
        """Here all that a delivery costs comes together: one call of each kind, and no more."""
        credit = self._credit
        if credit.admits(live.size):
            credit.spend(self.room_id, live.last_seq, live.size)
            self._send_shared(live)
        else:
            metrics.stalls.add()
            self._fall_behind(live.before)

    def announce(self, announcement: SharedFrame) -> bool:
        """It is not counted, and goes only where an event could go too."""
        fits = self._credit.admits(announcement.size)
        if fits:
            self._send_shared(announcement)
        return fits

    def failed(self, error: Exception) -> None:
        self._conversation.failed(error)

    def reset(self) -> None:
        self._must_reset = True
        self._conversation.pump.add(self)

    def pause(self) -> None:
        """No live events until the pump comes to this feed again."""
        if self._topic is not None and self in self._topic.live and self._topic.head is not None:
            self._fall_behind(self._topic.head)

    def _fall_behind(self, cursor: Position) -> None:
        assert self._topic is not None
        self._topic.live.discard(self)
        self._cursor = cursor
        self._conversation.pump.add(self)

    # --- What the pump does -------------------------------------------------------------------

    async def step(self) -> bool:
        if not self._opened and not await self._open():
            return False
        if self.closed or self._topic is None:
            return False
        if self._must_reset:
            await self._reset()
            return True
        return await self._replay(self._topic)

    async def _open(self) -> bool:
        """Join first, then read where to begin: nothing that happens between is missed."""
        conversation = self._conversation
        if self._topic is None:
            self._topic = await conversation.services.hub.follow(self.room_id, self)
        if self.closed:  # meanwhile; what was closed then knew of no topic to leave
            conversation.services.hub.leave(self._topic, self)
            return False
        opening: Opening | None = await conversation.services.readers.log(
            reading.opening, conversation.person.pk, self.room_id, self._since
        )
        if self.closed:
            return False
        if opening is None:
            conversation.gone(self.room_id)
            return False
        conversation.entered(self.room_id)
        self._enter()
        self._opened = True
        self._must_reset = not opening.continues
        if self._since is not None and opening.continues:
            metrics.resumes.add()
        self._cursor = self._since or opening.head
        self._looked_to_seq = opening.head.seq
        return True

    def _enter(self) -> None:
        """Nobody is present in anybody's own log."""
        if not self._conversation.is_own_log(self.room_id):
            self._entered = True
            self._conversation.services.presence.enter(self.room_id, self._conversation.person)

    async def _replay(self, topic: Topic) -> bool:
        cursor = self._cursor
        if cursor is None:  # it went live while this was waiting for its turn
            return False
        current = topic.head is not None and topic.head.seq >= self._looked_to_seq
        if current and cursor == topic.head:
            self._go_live(topic, cursor)
            return False
        credit = self._conversation.credit
        await credit.wait_for(1)
        # What is read is meant to fit: the frame has an envelope, and half of the credit is there
        # again soon, however small it is.
        most_bytes = min(SLICE_BYTES, credit.left, credit.limit // 2) - ENVELOPE_BYTES
        kept = topic.since(cursor, most_bytes) if current else []
        entries = kept or await self._read(cursor, most_bytes)
        if entries is None:
            self._must_reset = True
        elif entries:
            await self._send(entries)
        else:
            # The log says that this is its end, and the topic says otherwise: let it look.
            await asyncio.shield(self._conversation.services.hub.catch_up(topic))
        return True

    async def _read(self, cursor: Position, most_bytes: int) -> list[Entry] | None:
        return await self._conversation.services.readers.log(
            reading.events_after, self.room_id, cursor, most_bytes
        )

    async def _send(self, entries: list[Entry]) -> None:
        encoded = frame(entries)
        credit = self._conversation.credit
        await credit.wait_for(len(encoded))
        if self.closed or self._must_reset:
            return
        credit.spend(self.room_id, entries[-1].seq, len(encoded))
        self._conversation.send_text(encoded.decode())
        metrics.sent.add("events")
        metrics.deliveries.add(count=len(entries))
        self._cursor = entries[-1].after

    def _go_live(self, topic: Topic, head: Position) -> None:
        self._cursor = None
        topic.live.add(self)
        for _ in range(self._owed):
            self._conversation.send(CaughtUp(str(self.room_id), head))
        self._owed = 0
        if self._entered:
            self._conversation.services.presence.show(self.room_id, self)

    async def _reset(self) -> None:
        """The newest messages, and from their head on it goes as before."""
        self._must_reset = False  # first: another history may come while this one is read
        try:
            found = await read_reset(self._conversation, self.room_id)
        except Error:  # the client was told nothing, and has the other history still
            self._must_reset = True
            raise
        if self.closed:
            return
        if found is None:
            self._conversation.gone(self.room_id)
            return
        metrics.resets.add()
        self._owed = max(0, self._owed - 1)
        self._conversation.credit.forget(self.room_id)
        await send_reset(self._conversation, self.room_id, found, wanted=lambda: not self.closed)
        self._cursor = found.head
        self._looked_to_seq = found.head.seq
        # How many posts there are, and are unread, no client can count on from what it had.
        self._conversation.tell(self.room_id)
