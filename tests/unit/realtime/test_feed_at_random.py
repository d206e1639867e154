"""A conversation at random: hints lost and swapped, reads held, cursors moved, backups restored."""

import asyncio
from typing import Any

from channels.layers import InMemoryChannelLayer
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.models import Person
from chat.protocol.frames import BODY_CHARS, FRAME_BYTES, Heartbeat, Limits
from chat.protocol.position import EMPTY, Position
from chat.realtime.services import Services
from tests.unit.realtime.memory_log import MemoryLog, ScriptedReaders
from tests.unit.realtime.page import ROOM, Page, on_wire
from tests.unit.realtime.virtual_time import VirtualTimeLoop, later, settled

# Two such events are half of the credit.
BODY = "x" * 1000
OFTEN = ["tell", "tell", "tell", "tell", "see", "see"]
SELDOM = ["lose", "swap", "hold", "let_go", "resubscribe", "pause", "poll", "restore"]


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.sampled_from(OFTEN + SELDOM), min_size=5, max_size=40),
    body=st.sampled_from(["hi", BODY]),
)
def test_whatever_happens_every_event_arrives_once_and_in_order(
    steps: list[str], body: str
) -> None:
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(_whatever(steps, body))


async def _whatever(steps: list[str], body: str) -> None:
    """Hints lost and swapped, reads held, pauses for credit, cursors moved: then quiet."""
    journey = Journey(body)
    await journey.begin()
    for step in steps:
        getattr(journey, step)()
        await settled()
    await journey.end()


class Journey:
    def __init__(self, body: str) -> None:
        self.body = body
        self.log = MemoryLog()
        self.log.make_room(101, set(), self_of=1)
        self.log.make_room(ROOM, {1})
        self.readers = ScriptedReaders(self.log)
        self.services = Services(
            InMemoryChannelLayer(),
            self.readers,  # type: ignore[arg-type]
            Heartbeat(10_000, 4_000),
            Limits(FRAME_BYTES, BODY_CHARS, 4096, posts_per_s=5),
        )
        self.page = Page(self.services, Person(pk=1, name="Alice"))
        self.gates: list[Any] = []
        self.position = EMPTY  # where the client stands, by what it was sent

    async def begin(self) -> None:
        self.services.start()
        await self.page.hello(r7=on_wire(EMPTY))

    def tell(self) -> None:
        self.services.hub.committed([self.log.write(ROOM, self.body)])

    def lose(self) -> None:
        self.log.write(ROOM, self.body)

    def swap(self) -> None:
        earlier, later_ = self.log.write(ROOM, self.body), self.log.write(ROOM, self.body)
        self.services.hub.committed([later_])
        self.services.hub.committed([earlier])

    def see(self) -> None:
        self.follow()
        self.page.say("seen", rooms={"7": self.position.seq})

    def resubscribe(self) -> None:
        """As a client does that thinks there is a hole: from where it is."""
        self.follow()
        self.page.say("subscribe", room="7", from_=on_wire(self.position))

    def pause(self) -> None:
        self.page.say("history", id="h", room="7", limit=100)

    def hold(self) -> None:
        self.gates.append(self.readers.hold("events_after"))

    def poll(self) -> None:
        topic = self.services.hub.topics.get(ROOM)
        if topic is not None and topic.head is not None:
            self.services.hub.head_polled(ROOM, self.log.head(ROOM), ours=topic.head)

    def restore(self) -> None:
        """From a backup that has half of it; then it goes on otherwise."""
        self.log.rewind(ROOM, self.log.head(ROOM).seq // 2)
        self.services.hub.committed([self.log.write(ROOM, self.body, history="restored")])

    def let_go(self) -> None:
        while self.gates:
            self.gates.pop().release()

    def follow(self) -> None:
        """Nothing may come but what continues, or a reset. What was sent again is dropped."""
        for frame in self.page.wire.of("events", "reset"):
            if frame["room"] != "7":
                continue
            if frame["type"] == "events":
                self._apply(frame)
            elif not frame.get("more"):
                self.position = Position(**frame["head"])
        parts = [frame["part"] for frame in self.page.wire.of("page", "reset")]
        self.page.wire.clear()
        if parts:
            self.page.say("seen", parts=parts)

    def _apply(self, frame: dict[str, Any]) -> None:
        seqs = [event["seq"] for event in frame["events"]]
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        assert seqs[0] == self.position.seq + 1, "a hole, or twice"
        assert frame["prev"] == self.position.digest, "of another history"
        self.position = Position(seqs[-1], frame["digest"])

    async def end(self) -> None:
        """Quiet: reads answer, the client confirms, the poll looks; soon it has everything."""
        self.let_go()
        for _ in range(100):
            await later(1)
            self.see()
        assert self.position == self.log.head(ROOM)
        self.services.hub.committed([self.log.write(ROOM)])
        self.follow()
        assert self.position == self.log.head(ROOM), "live again"
        await self.services.stop()
        self.page.session.end()
