"""What every session of a process shares, and how these parts tell each other."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from channels.layers import BaseChannelLayer
from django.conf import settings

from chat.eventlog.entry import Entry
from chat.eventlog.readers import Readers
from chat.protocol.frames import Heartbeat, Limits
from chat.realtime import endings, figures
from chat.realtime.arrivals import Arrivals
from chat.realtime.close_reports import CloseReports
from chat.realtime.hints import Hint, Hints
from chat.realtime.hub import Hub
from chat.realtime.login_watch import LoginWatch
from chat.realtime.mailbox import Mailbox
from chat.realtime.peer import FAULTS_A_MINUTE
from chat.realtime.places import Places
from chat.realtime.poll import Poll
from chat.realtime.presence.presence import Presence
from chat.realtime.read_marks import ReadMarks
from chat.realtime.throttle import KeyedBuckets
from chat.realtime.topic import Follower
from chat.realtime.typing import Typing
from chat.realtime.upkeep import keep

if TYPE_CHECKING:
    from chat.realtime.session import Session

logger = logging.getLogger(__name__)

# A person who has been silent may send this many seconds' worth of posts at once.
BURST_S = 4
# Frames by HTTP, of a person: what a WebSocket is read at (server/pace.py). Who comes back sends at
# once what was written meanwhile.
FRAMES_PER_S, FRAMES_BURST = 200, 2_000
# Pages ask why no WebSocket opens, all of an office at once; each costs a look-up in the database.
DIAGNOSES_PER_S, DIAGNOSES_BURST = 10, 100


class Services:
    def __init__(
        self, layer: BaseChannelLayer, readers: Readers, heartbeat: Heartbeat, limits: Limits
    ) -> None:
        self.readers, self.heartbeat, self.limits = readers, heartbeat, limits
        self.mailbox = Mailbox(asyncio.get_running_loop())
        self.hub = Hub(self.readers)
        self.hints = Hints(layer, self._hinted)
        self.presence = Presence(self.hub, self.readers)
        self.typing = Typing(self.hub, self.hints.typed)
        self.read_marks = ReadMarks(self._read, self.mailbox)
        self.close_reports = CloseReports(readers)
        self.arrivals = Arrivals()
        self.people = Places(settings.CONNECTIONS_PER_PERSON)
        self.addresses = Places(settings.CONNECTIONS_PER_ADDRESS)
        self.batches = Places(settings.CONNECTIONS_PER_PERSON)  # requests of frames, by person
        pace = limits.posts_per_s
        clock = asyncio.get_running_loop().time
        self.posts = KeyedBuckets(pace, pace * BURST_S, clock)
        self.frames = KeyedBuckets(FRAMES_PER_S, FRAMES_BURST, clock)  # by HTTP, by person
        self.faults = KeyedBuckets(FAULTS_A_MINUTE / 60, FAULTS_A_MINUTE - 1, clock)  # of these
        self.diagnoses = KeyedBuckets(DIAGNOSES_PER_S, DIAGNOSES_BURST, clock)  # by address
        self.sessions: dict[str, Session] = {}  # by id, once welcomed
        self.sessions_of: dict[int, dict[str, Session]] = {}  # the same, by person
        self.connected: set[Session] = set()  # these, and those that are not welcomed yet
        self._poll = Poll(self.hub, self.readers)
        self.login_watch = LoginWatch(readers)
        self._kept: list[asyncio.Task[None]] = []

    def start(self) -> None:
        figures.show(self)
        self.hints.start()
        self.presence.exchange.start()
        self._kept = [keep(self._poll.run), keep(self.login_watch.run)]

    async def stop(self) -> None:
        """In this order; what fails is logged, and the rest is stopped all the same."""
        exchange = self.presence.exchange
        for stop in (self._let_go, self.close_reports.stop, self.hints.stop, exchange.stop):
            try:
                await stop()
            except Exception:
                logger.exception("%s failed", stop.__qualname__)
        await asyncio.get_running_loop().run_in_executor(None, self.readers.stop)

    async def _let_go(self) -> None:
        self.read_marks.store()
        for task in self._kept:
            task.cancel()
        for session in list(self.connected):
            session.end()

    def welcomed(self, session: "Session", person_id: int) -> None:
        self.sessions[session.id] = session
        self.sessions_of.setdefault(person_id, {})[session.id] = session

    def ended(self, session: "Session") -> None:
        """Welcomed or not."""
        self.connected.discard(session)
        if self.sessions.pop(session.id, None) and (person_id := session.person_id) is not None:
            theirs = self.sessions_of[person_id]
            del theirs[session.id]
            if not theirs:
                del self.sessions_of[person_id]

    def committed(self, entries: Sequence[Entry]) -> None:
        """What this process has just committed."""
        self.hub.committed(entries)
        self.hints.committed(entries)

    def replace(self, session_id: str, person_id: int) -> None:
        """A page's newer connection has come; the older one may be on any process."""
        if session_id in self.sessions:
            self._replaced(session_id, person_id)
        else:
            self.hints.replaced(session_id, person_id)

    def _replaced(self, session_id: str, person_id: int) -> None:
        """Only one's own session can be replaced, and only where it is."""
        session = self.sessions.get(session_id)
        if session is not None and session.person_id == person_id:
            session.bye(endings.REPLACED)

    def left(self, room_id: int, follower: Follower) -> None:
        """A subscription to the room is closed."""
        if self.presence.leave(room_id, follower):
            self.typing.left(room_id, follower.person_id)

    def _read(self, person_id: int, room_id: int, by_session: str) -> None:
        self._tell_room(person_id, room_id, by_session)
        self.hints.read(person_id, room_id)

    def _tell_room(self, person_id: int, room_id: int, but_session: str = "") -> None:
        for session in list(self.sessions_of.get(person_id, {}).values()):
            if session.id != but_session:
                session.tell(room_id)

    def _hinted(self, hint: Hint) -> None:
        """What another process says; of its history the hub believes only what fits the log."""
        self.hub.committed(hint.entries)
        for room_id, head in hint.heads.items():
            self.hub.head_hinted(room_id, head)
        for person_id, room_id in hint.read:
            self._tell_room(person_id, room_id)
        for session_id, person_id in hint.replaced:
            self._replaced(session_id, person_id)
        for typed in hint.typed:
            self.typing.take(typed)
