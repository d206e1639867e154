"""A session, whatever happens around it: its client ends up with the log, within its credit."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer
from django.db import OperationalError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

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
some_room = st.sampled_from(ROOMS)
# Of bodies: some are most of the credit.
some_size = st.sampled_from([2, 700, 3_000])
some_read = st.sampled_from(["events_after", "opening", "page"])


class SessionMachine(RuleBasedStateMachine):
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
        self.wait(0.01)

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

    # --- What is committed, and how this process hears of it ------------------------------------

    @rule(room=some_room, size=some_size, times=st.integers(1, 3))
    def tell(self, room: int, size: int, times: int) -> None:
        self._at_once(lambda: self._hear([self.log.write(room, "x" * size) for _ in range(times)]))

    @rule(room=some_room, size=some_size)
    def lose(self, room: int, size: int) -> None:
        self._at_once(lambda: self.log.write(room, "x" * size))

    @rule(room=some_room, size=some_size)
    def double_and_swap(self, room: int, size: int) -> None:
        def happen() -> None:
            first, second = self.log.write(room, "x" * size), self.log.write(room, "x" * size)
            for item in (second, first, second):
                self._hear([item])

        self._at_once(happen)

    @rule(room=some_room, ahead=st.integers(0, 2))
    def forge(self, room: int, ahead: int) -> None:
        """A hint of another history, which never was."""
        head = self.log.head(room)
        seq = max(1, head.seq + ahead)
        false = Entry(room, seq, "f" * 16, "e" * 16, b'{"seq":%d,"kind":"post"}' % seq)
        self._at_once(lambda: self._hear([false]))

    @rule(room=some_room)
    def restore(self, room: int) -> None:
        def happen() -> None:
            self.log.rewind(room, self.log.head(room).seq // 2)
            self._hear([self.log.write(room, history="restored")])

        self._at_once(happen)

    @rule(room=some_room)
    def poll(self, room: int) -> None:
        def happen() -> None:
            topic = self.services.hub.topics.get(room)
            if topic is not None and topic.head is not None:
                self.services.hub.head_polled(room, self.log.head(room), ours=topic.head)

        self._at_once(happen)

    @rule(room=some_room)
    def come_or_go(self, room: int) -> None:
        def happen() -> None:
            members = self.log.rooms[room].members
            kind = "left" if ME in members else "joined"
            members ^= {ME}
            self._hear([self.log.write(OWN_LOG + ME, kind=kind, by=ME, room=str(room))])

        self._at_once(happen)

    def _hear(self, entries: list[Entry]) -> None:
        self.services.hub.committed(entries)

    # --- What the client does -----------------------------------------------------------------

    @rule(room=some_room, where=st.sampled_from(["here", "start", "head"]))
    def subscribe(self, room: int, where: str) -> None:
        if room in self.model.lost:
            return
        here = self.model.positions.get(room, EMPTY)
        since = {"here": here, "start": EMPTY, "head": None}[where]
        self.model.subscribes(room, since)
        told = {} if since is None else {"from_": on_wire(since)}
        self._say("subscribe", room=str(room), **told)

    @rule(room=some_room)
    def unsubscribe(self, room: int) -> None:
        self.model.unsubscribes(room)
        self._say("unsubscribe", room=str(room))

    @rule(rooms=st.sampled_from([1, 9, 9]))
    def see(self, rooms: int) -> None:
        self._say("seen", **self.model.confirms(rooms))

    @rule(room=some_room, limit=st.integers(1, 100))
    def look_back(self, room: int, limit: int) -> None:
        self._say("history", id="h", room=str(room), limit=limit)

    @rule()
    def reconnect(self) -> None:
        """On a new link, from where it is."""

        def happen() -> None:
            self.page.session.end()
            held = {room: at for room, at in self.model.positions.items() if room in ROOMS}
            lost = self.model.lost
            self._connect(held)
            # Those it may follow again are in the welcome.
            self.model.lost = {room for room in lost if ME not in self.log.rooms[room].members}

        self._at_once(happen)

    def _say(self, type: str, **fields: Any) -> None:
        self._at_once(lambda: self.page.say(type, **fields))

    # --- How the database answers -------------------------------------------------------------

    @rule(read=some_read, when=st.sampled_from(["before", "after"]))
    def hold(self, read: str, when: Any) -> None:
        self.gates.append(self.readers.hold(read, when))

    @rule()
    def let_go(self) -> None:
        self._at_once(self._let_go)

    def _let_go(self) -> None:
        while self.gates:
            self.gates.pop().release()

    @rule(read=some_read)
    def fail(self, read: str) -> None:
        self.readers.fail(read, OperationalError("gone"))

    @rule(seconds=st.sampled_from([0.01, 1.5]))
    def wait(self, seconds: float) -> None:
        self._run(self._later(seconds))

    # --- The end ------------------------------------------------------------------------------

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


def _run(examples: int) -> None:
    machine = settings(max_examples=examples, stateful_step_count=40, deadline=None, database=None)
    run_state_machine_as_test(SessionMachine, settings=machine)


def test_whatever_happens_a_client_ends_up_with_the_log_and_never_has_more_than_its_credit() -> (
    None
):
    _run(examples=30)


@pytest.mark.full
def test_so_it_does_three_thousand_times() -> None:
    _run(examples=3_000)
