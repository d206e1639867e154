"""Points where a process dies as by a power cut: nothing is flushed, nothing is closed.

A point is armed by a file of its name; the first process that comes there dies.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any
from weakref import WeakSet

from chat.actions.erase import EraseEvents
from chat.eventlog.entry import Entry
from chat.eventlog.intention import Answer, Intention
from chat.eventlog.transaction import Transaction
from chat.eventlog.writer import Outcome, Writer
from chat.realtime import drain
from chat.realtime.conversation import Conversation
from chat.realtime.feed import Feed
from chat.realtime.hints import Hint, Hints
from chat.realtime.hub import Hub
from chat.realtime.posting import Posting
from chat.realtime.session import Session
from chat.realtime.topic import LiveFrame, Topic
from tests.chaos.site.faulty.controls import Controls

# What was written to a socket has left by then.
LEFT_WITHIN_S = 0.01

Reach = Callable[[str], None]


def install(controls: Controls) -> None:
    def reach(point: str) -> None:
        if controls.take(point):
            os.kill(os.getpid(), signal.SIGKILL)

    _at_commit(reach)
    _at_ack(reach)
    _at_hint(reach)
    _at_fan_out(reach, controls)
    _in_replay(reach)
    _in_slices(reach)
    _in_drain(reach)


def _has_post(entries: Iterable[Entry]) -> bool:
    return any(b'"kind":"post"' in entry.wire for entry in entries)


def _at_commit(reach: Reach) -> None:
    """Before: all is written, and the transaction open. After: nobody has been told."""
    write, commit = Transaction.write, Writer._commit

    def write_and_crash(self: Transaction) -> None:
        write(self)
        if _has_post(self.entries):
            reach("before-commit")

    def commit_and_crash(
        self: Writer, intentions: Sequence[Intention], patience_ms: int
    ) -> Outcome:
        outcome = commit(self, intentions, patience_ms)
        if _has_post(outcome.entries):
            reach("after-commit")
        if any(isinstance(intention, EraseEvents) for intention in intentions):
            reach("amid-erasure")  # one batch is gone, and more is left
        return outcome

    Transaction.write = write_and_crash  # type: ignore[method-assign]
    Writer._commit = commit_and_crash  # type: ignore[method-assign]


def _at_ack(reach: Reach) -> None:
    answered = Posting._answered

    def answer_and_crash(self: Posting, id: str, future: "Future[Answer]") -> None:
        done = future.exception() is None
        if done:
            reach("before-ack")
        answered(self, id, future)
        if done:
            asyncio.get_running_loop().call_later(LEFT_WITHIN_S, reach, "after-ack")

    Posting._answered = answer_and_crash  # type: ignore[method-assign]


def _at_hint(reach: Reach) -> None:
    send = Hints._send

    async def send_and_crash(self: Hints, hint: Hint) -> None:
        if hint.entries:
            reach("before-hint")
        await send(self, hint)
        if hint.entries:
            reach("after-hint")

    Hints._send = send_and_crash  # type: ignore[method-assign]


def _at_fan_out(reach: Reach, controls: Controls) -> None:
    """Amid: some of those who follow the room here have it, and others not."""
    pass_on = Hub._pass_on

    def pass_on_and_crash(self: Hub, topic: Topic, entries: Sequence[Entry]) -> None:
        if not (topic.live and _has_post(entries)):
            pass_on(self, topic, entries)
            return
        reach("before-fan-out")
        if len(topic.live) > 1 and controls.is_set("amid-fan-out"):
            _crash_at_the_second(reach, topic)
        pass_on(self, topic, entries)
        reach("after-fan-out")

    Hub._pass_on = pass_on_and_crash  # type: ignore[method-assign]


def _crash_at_the_second(reach: Reach, topic: Topic) -> None:
    second: Any = tuple(topic.live)[1]
    deliver = second.deliver

    def crash_and_deliver(live: LiveFrame) -> None:
        reach("amid-fan-out")
        deliver(live)

    second.deliver = crash_and_deliver


def _in_replay(reach: Reach) -> None:
    """A reader has got a part of what it missed and is given the next."""
    send = Feed._send
    replaying: WeakSet[Feed] = WeakSet()

    async def send_and_crash(self: Feed, entries: list[Entry]) -> None:
        await send(self, entries)
        if self in replaying:
            reach("amid-replay")
        replaying.add(self)

    Feed._send = send_and_crash  # type: ignore[method-assign]


def _in_slices(reach: Reach) -> None:
    """A part of a page or a reset has gone, and another is to follow."""
    send_part = Conversation.send_part

    async def send_and_crash(
        self: Conversation, room_id: int, part: str, encoded: bytes, wanted: Callable[[], bool]
    ) -> bool:
        sent = await send_part(self, room_id, part, encoded, wanted)
        if b'"more":true' in encoded:
            await asyncio.sleep(LEFT_WITHIN_S)
            reach("amid-slices")
        return sent

    Conversation.send_part = send_and_crash  # type: ignore[method-assign]


def _in_drain(reach: Reach) -> None:
    """Somebody has been told, and all are not gone."""
    leave = drain._leave

    async def leave_and_crash(session: Session, spread_ms: int) -> None:
        await leave(session, spread_ms)
        asyncio.get_running_loop().call_later(LEFT_WITHIN_S, reach, "amid-drain")

    drain._leave = leave_and_crash
