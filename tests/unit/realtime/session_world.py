"""A session on a log in memory, its client's model, and how both come to rest."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from channels.layers import InMemoryChannelLayer
from hypothesis.stateful import RuleBasedStateMachine, initialize

from chat.eventlog.entry import Entry
from chat.models import Person
from chat.protocol.frames import BODY_CHARS, FRAME_BYTES, Heartbeat, Limits
from chat.protocol.position import EMPTY, Position
from chat.realtime.login_watch import LoginWatch
from chat.realtime.services import Services
from tests.unit.realtime.follower_model import FollowerModel
from tests.unit.realtime.memory_log import Gate, MemoryLog, ScriptedReaders
from tests.unit.realtime.page import OWN_LOG, Page, on_wire
from tests.unit.realtime.virtual_time import VirtualTimeLoop, later, settled

LIMIT = 4096
ME = 1
ROOMS = (7, 8, 9)


class SessionWorld(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=VirtualTimeLoop)
        self.log = MemoryLog()
        self.log.make_room(OWN_LOG + ME, set(), self_of=ME)
        for room in ROOMS:
            self.log.make_room(room, {ME})
        self.readers = ScriptedReaders(self.log)
        self.gates: list[Gate] = []

    @initialize()
    def begin(self) -> None:
        self._run(self._start())
        self._run(self._later(0.01))

    async def _start(self) -> None:
        limits = Limits(FRAME_BYTES, BODY_CHARS, LIMIT, posts_per_s=5)
        layer = InMemoryChannelLayer()
        self.services = Services(layer, self.readers, Heartbeat(10_000, 4_000), limits)  # type: ignore[arg-type]
        logins = lambda marks: dict.fromkeys(marks, self.page.login)  # noqa: E731
        self.services.login_watch = LoginWatch(self.readers, logins)  # type: ignore[arg-type]
        self.services.start()
        self._connect(dict.fromkeys(ROOMS, EMPTY))

    def _connect(self, positions: dict[int, Position]) -> None:
        self.page = Page(self.services, Person(pk=ME, name="Alice"))
        self.model = FollowerModel(LIMIT, dict(positions))
        named = {str(room): on_wire(position) for room, position in positions.items()}
        self.page.say("hello", rooms=named)

    def teardown(self) -> None:
        if hasattr(self, "services"):
            self._run(self._end())
        self.runner.close()

    async def _end(self) -> None:
        """Reads answer, the client confirms: soon it has everything, and is live."""
        try:
            self._let_go()
            for _ in range(150):  # a frame or two each, of what 40 steps have written
                self.page.say("seen", **self.model.confirms(9))
                await self._later(1)
            mine = {room for room in ROOMS if ME in self.log.rooms[room].members}
            followed = {room for room in self.model.positions if room in mine}
            for _ in range(2):
                heads = {room: self.log.head(room) for room in followed}
                held = {room: self.model.positions.get(room) for room in followed}
                assert held == heads, f"{held} of {heads}"
                assert not any(self.model.owed.values()), self.model.owed
                self._hear([self.log.write(room) for room in followed])
                self._take()
                self.page.say("seen", **self.model.confirms(9))
            assert self.page.wire.closed is None
        finally:
            self.page.session.end()
            await self.services.stop()

    def _at_once(self, happen: Callable[[], object]) -> None:
        async def run() -> None:
            happen()
            self._take()
            await settled()
            self._take()

        self._run(run())

    async def _later(self, seconds: float) -> None:
        await later(seconds)
        self._take()

    def _take(self) -> None:
        came = list(zip(self.page.wire.frames, self.page.wire.texts, strict=True))
        self.page.wire.clear()
        for frame, text in came:
            self.model.take(frame, len(text.encode()))
            if frame["type"] == "ping":
                self.page.say("pong", n=frame["n"])

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self.runner.run(work)

    def _hear(self, entries: list[Entry]) -> None:
        self.services.hub.committed(entries)

    def _say(self, type: str, **fields: Any) -> None:
        self._at_once(lambda: self.page.say(type, **fields))

    def _let_go(self) -> None:
        while self.gates:
            self.gates.pop().release()
