"""A session, whatever happens around it: its client ends up with the log, within its credit."""

from typing import Any

import pytest
from django.db import OperationalError
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from chat.eventlog.entry import Entry
from chat.protocol.position import EMPTY
from tests.unit.realtime.page import OWN_LOG, on_wire
from tests.unit.realtime.session_world import ME, ROOMS, SessionWorld

some_room = st.sampled_from(ROOMS)
# Of bodies: some are most of the credit.
some_size = st.sampled_from([2, 700, 3_000])
some_read = st.sampled_from(["events_after", "opening", "page"])


class SessionMachine(SessionWorld):
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

    @rule(room=some_room, size=some_size)
    def hint_with_a_hole(self, room: int, size: int) -> None:
        def happen() -> None:
            first, _, third = (self.log.write(room, "x" * size) for _ in range(3))
            self._hear([first, third])

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

    # --- How the database answers -------------------------------------------------------------

    @rule(read=some_read, when=st.sampled_from(["before", "after"]))
    def hold(self, read: str, when: Any) -> None:
        self.gates.append(self.readers.hold(read, when))

    @rule()
    def let_go(self) -> None:
        self._at_once(self._let_go)

    @rule(read=some_read)
    def fail(self, read: str) -> None:
        self.readers.fail(read, OperationalError("gone"))

    @rule(seconds=st.sampled_from([0.01, 1.5]))
    def wait(self, seconds: float) -> None:
        self._run(self._later(seconds))


def _run(examples: int) -> None:
    """What fails is shown as it came: to find a shorter story takes longer than a test may."""
    machine = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        database=None,
        phases=[Phase.generate],
    )
    run_state_machine_as_test(SessionMachine, settings=machine)


def test_whatever_happens_a_client_ends_up_with_the_log_and_never_has_more_than_its_credit() -> (
    None
):
    _run(examples=30)


@pytest.mark.full
@pytest.mark.timeout(1_800)
def test_so_it_does_three_thousand_times() -> None:
    _run(examples=3_000)
