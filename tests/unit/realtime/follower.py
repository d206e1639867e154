"""Somebody who follows a room at the hub, and remembers what they were told."""

import json
from collections.abc import Sequence
from itertools import pairwise

from chat.eventlog.entry import Entry
from chat.realtime.hub import Hub
from chat.realtime.shared_frame import SharedFrame
from chat.realtime.topic import LiveFrame
from tests.unit.realtime.memory_log import MemoryLog
from tests.unit.realtime.page import ROOM


class Follower:
    def __init__(self, person_id: int = 1) -> None:
        self.person_id = person_id
        self.announced: list[SharedFrame] = []
        self.frames: list[LiveFrame] = []
        self.observed: list[int] = []
        self.faults: list[Exception] = []
        self.resets = 0

    @property
    def seqs(self) -> list[int]:
        """Of the events delivered, in their order."""
        return [event["seq"] for frame in self.frames for event in json.loads(frame.text)["events"]]

    def deliver(self, live: LiveFrame) -> None:
        self.frames.append(live)

    def announce(self, announcement: SharedFrame) -> bool:
        self.announced.append(announcement)
        return True

    def failed(self, error: Exception) -> None:
        self.faults.append(error)

    def reset(self) -> None:
        self.resets += 1

    def observe(self, entries: Sequence[Entry]) -> None:
        self.observed += [item.seq for item in entries]

    def start_over(self) -> None:
        self.resets += 1

    def continuous(self) -> bool:
        """Whether each frame begins where the one before it ended."""
        return all(earlier.after == frame.before for earlier, frame in pairwise(self.frames))


async def live(hub: Hub, room_id: int = ROOM, *, personal: bool = False) -> Follower:
    """A follower that has everything up to the head."""
    follower = Follower()
    topic = await hub.follow(room_id, follower)
    topic.live.add(follower)
    if personal:
        await hub.observe(room_id, follower)
    return follower


async def outlived(hub: Hub, log: MemoryLog) -> Follower:
    """A live follower of a log that has lost its end: a backup was restored."""
    follower = await live(hub)
    hub.committed([log.write(ROOM), log.write(ROOM)])
    log.rewind(ROOM, 1)
    return follower
