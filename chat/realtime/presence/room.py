"""One room: who is in it, and what its followers here were told of that."""

import asyncio
from typing import NamedTuple

from msgspec import UNSET

from chat import metrics
from chat.protocol.frames import PersonRef, Presence, encode
from chat.realtime.hub import Hub
from chat.realtime.presence.roster import Roster
from chat.realtime.shared_frame import SharedFrame
from chat.realtime.topic import Follower, announced

# People named one by one; of more only the number is told, so the frame stays small.
LISTED = 100
# Nobody is told more often.
EVERY_S = 1.0
# Whoever reloads a page is back by then, and has not been away.
LINGER_S = 0.75


class Told(NamedTuple):
    size: int
    here: dict[int, str] | None  # person id: name; None: too many


class RoomPresence:
    def __init__(self, room_id: int, hub: Hub) -> None:
        self.room_id, self._hub = room_id, hub
        self._loop = asyncio.get_running_loop()
        self.roster = Roster()
        self._told = Told(0, {})
        self._told_at = -EVERY_S
        self._holding: set[Follower] = set()  # those who have what was told last
        self._timer: asyncio.TimerHandle | None = None

    def changed(self, *, came: bool) -> None:
        """Somebody came, or went: who can be told at once is."""
        if self._live():
            self._tell_at(self._loop.time() + (0 if came else LINGER_S))

    def show(self, follower: Follower) -> None:
        """It has just gone live, and is told all."""
        state, now = self._state(), self._loop.time()
        news = state != self._told
        if news and (len(self._live()) == 1 or now >= self._told_at + EVERY_S):
            self._tell()
        elif follower in self._holding:
            return  # it was behind, and missed nothing
        elif announced(follower, self._whole(state)) and not news:
            self._holding.add(follower)
        else:
            self._tell_at(now)

    def forget(self, follower: Follower) -> None:
        self._holding.discard(follower)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _live(self) -> set[Follower]:
        topic = self._hub.topics.get(self.room_id)
        return topic.live if topic else set()

    def _tell_at(self, at: float) -> None:
        """The earliest of what is asked for, and not too soon after the last."""
        at = max(at, self._told_at + EVERY_S)
        if self._timer is None or at < self._timer.when():
            self.stop()
            self._timer = self._loop.call_at(at, self._tell)

    def _tell(self) -> None:
        self.stop()
        state, before, now = self._state(), self._told, self._loop.time()
        whole = self._whole(state)
        news = None
        if state != before:
            news = self._news(before, state, whole)
            self._told, self._told_at = state, now
        if self._announce(whole, news):
            self._tell_at(now + EVERY_S)

    def _announce(self, whole: SharedFrame, news: SharedFrame | None) -> bool:
        """Whether somebody could not be told. Without news it is for those who have not got it."""
        before, holding = self._holding, set() if news else self._holding
        waiting, sent = False, 0
        for follower in tuple(self._live()):
            told = news if follower in before else whole
            if told is None:
                continue
            if announced(follower, told):
                holding.add(follower)
                sent += 1
            else:
                waiting = True
        self._holding = holding
        metrics.sent.add("presence", count=sent)
        return waiting

    def _state(self) -> Told:
        size = len(self.roster)
        return Told(size, dict(self.roster.names) if size <= LISTED else None)

    def _whole(self, state: Told) -> SharedFrame:
        here = UNSET if state.here is None else _people(state.here)
        return _shared(Presence(str(self.room_id), state.size, here))

    def _news(self, before: Told, state: Told, whole: SharedFrame) -> SharedFrame:
        """What has changed, where the followers can tell from it who is here."""
        if state.here is None or before.here is None:
            return whole
        came = {id: name for id, name in state.here.items() if before.here.get(id) != name}
        went = {id: name for id, name in before.here.items() if id not in state.here}
        return _shared(
            Presence(str(self.room_id), state.size, came=_people(came), went=_people(went))
        )


def _shared(frame: Presence) -> SharedFrame:
    return SharedFrame(encode(frame))


def _people(names: dict[int, str]) -> list[PersonRef]:
    return [PersonRef(str(id), name) for id, name in names.items()]
