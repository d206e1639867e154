"""Never more than the limit is out and not seen, except that one frame always may go."""

import asyncio

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chat.realtime.credit import Credit
from tests.unit.realtime.virtual_time import settled

LIMIT = 1000
ROOMS = st.integers(1, 3)
SIZES = st.integers(1, 1500)


def test_up_to_the_limit_frames_may_go() -> None:
    credit = Credit(LIMIT)
    credit.spend(1, 1, 600)

    assert credit.admits(400)
    assert not credit.admits(401)


def test_one_frame_may_go_however_large() -> None:
    assert Credit(LIMIT).admits(LIMIT * 10)


def test_seen_frees_the_frames_up_to_it() -> None:
    credit = Credit(LIMIT)
    for seq in (10, 20, 30):
        credit.spend(1, seq, 100)

    credit.seen(1, 25)

    assert credit.unseen == 100


def test_seen_of_the_middle_of_a_frame_does_not_free_it() -> None:
    credit = Credit(LIMIT)
    credit.spend(1, 10, 100)

    credit.seen(1, 9)

    assert credit.unseen == 100


def test_seen_beyond_the_head_frees_what_is_out_and_no_more() -> None:
    credit = Credit(LIMIT)
    credit.spend(1, 10, 100)
    credit.spend(2, 10, 100)

    credit.seen(1, 2**53 - 1)
    credit.seen(1, 2**53 - 1)

    assert credit.unseen == 100


def test_a_part_seen_twice_or_never_sent_frees_nothing() -> None:
    credit = Credit(LIMIT)
    credit.spend(1, 1, 100)
    credit.spend_part(1, "a", 100)

    for part in ("a", "a", "b"):
        credit.seen_part(part)

    assert credit.unseen == 100


def test_forgetting_a_room_frees_its_frames_and_parts_alone() -> None:
    credit = Credit(LIMIT)
    credit.spend(1, 1, 100)
    credit.spend_part(1, "a", 200)
    credit.spend(2, 1, 300)
    credit.spend_part(2, "b", 50)

    credit.forget(1)

    assert credit.unseen == 350


async def test_who_waits_goes_on_once_there_is_room_and_not_before() -> None:
    credit = Credit(LIMIT)
    credit.spend(1, 1, 600)
    credit.spend(1, 2, 400)
    waiting = asyncio.create_task(credit.wait_for(700))

    credit.seen(1, 0)
    await settled()
    assert not waiting.done()

    credit.seen(1, 1)
    await settled()
    assert not waiting.done(), "600 are free, 700 are wanted"

    credit.seen(1, 2)
    await settled()
    assert waiting.done()


class CreditMachine(RuleBasedStateMachine):
    """Against the simplest model: a list of what is out."""

    def __init__(self) -> None:
        super().__init__()
        self.credit = Credit(LIMIT)
        self.out: list[tuple[int, int | str, int]] = []  # room, seq or part, bytes
        self.seqs = {1: 0, 2: 0, 3: 0}
        self.parts = 0

    def _bytes_out(self) -> int:
        return sum(size for _, _, size in self.out)

    def _admitted(self, size: int) -> bool:
        admitted = self.credit.admits(size)
        assert admitted == (not self.out or self._bytes_out() + size <= LIMIT)
        return admitted

    @rule(room=ROOMS, size=SIZES, events=st.integers(1, 5))
    def send_events(self, room: int, size: int, events: int) -> None:
        if self._admitted(size):
            self.seqs[room] += events
            self.credit.spend(room, self.seqs[room], size)
            self.out.append((room, self.seqs[room], size))

    @rule(room=ROOMS, size=SIZES)
    def send_part(self, room: int, size: int) -> None:
        if self._admitted(size):
            self.parts += 1
            part = str(self.parts)
            self.credit.spend_part(room, part, size)
            self.out.append((room, part, size))

    @rule(room=ROOMS, seq=st.integers(0, 40))
    def seen(self, room: int, seq: int) -> None:
        self.credit.seen(room, seq)
        self.out = [
            item
            for item in self.out
            if not (item[0] == room and isinstance(item[1], int) and item[1] <= seq)
        ]

    @precondition(lambda self: self.parts)
    @rule(data=st.data())
    def seen_part(self, data: st.DataObject) -> None:
        part = str(data.draw(st.integers(1, self.parts)))
        self.credit.seen_part(part)
        self.out = [item for item in self.out if item[1] != part]

    @rule(room=ROOMS)
    def forget(self, room: int) -> None:
        self.credit.forget(room)
        self.out = [item for item in self.out if item[0] != room]

    @invariant()
    def counts_what_is_out(self) -> None:
        assert self.credit.unseen == self._bytes_out()
        assert self.credit.left == max(1, LIMIT - self._bytes_out())

    @invariant()
    def never_exceeds_the_limit_but_for_one_frame(self) -> None:
        assert self.credit.unseen <= LIMIT or len(self.out) == 1


TestCreditMachine = CreditMachine.TestCase
# Enough to find every fault that was planted, in well under a second.
TestCreditMachine.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
