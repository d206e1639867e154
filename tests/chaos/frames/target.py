"""A process with its log on disk, and a session in it that takes whatever comes."""

import asyncio
import json
import logging
import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from channels.layers import InMemoryChannelLayer

from chat.eventlog import writer
from chat.eventlog.readers import Readers
from chat.protocol.frames import BODY_CHARS, FRAME_BYTES, Heartbeat, Limits
from chat.realtime.login import Login
from chat.realtime.login_watch import LoginWatch
from chat.realtime.services import Services
from chat.realtime.session import Session
from chat.realtime.shared_frame import SharedFrame
from tests.chaos.frames.grammar import Grammar, Sent

# Frames that come together; then all of them are to be answered.
VOLLEY = 200
DEADLINE_S = 30.0
UNSEEN_BYTES = 256 * 1024


class Faults(logging.Handler):
    """What no frame may cause: a line of level error, or an exception in the loop."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(self.format(record))

    def in_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.found.append(repr(context))


class Target:
    def __init__(self, login: Login) -> None:
        self._login = login
        self.session: Session
        self.closes: Counter[int] = Counter()
        self._welcomed = False
        self._answered: set[str] = set()
        self._taken: list[str] = []  # parts that came, to be confirmed
        self._seen: dict[str, int] = {}

    async def start(self) -> None:
        limits = Limits(FRAME_BYTES, BODY_CHARS, UNSEEN_BYTES, posts_per_s=10**6)
        layer = InMemoryChannelLayer()
        self.services = Services(layer, Readers(), Heartbeat(10_000, 4_000), limits)
        everybody = LoginWatch(
            self.services.readers, lambda marks: dict.fromkeys(marks, self._login)
        )
        self.services.login_watch = everybody
        self.services.start()
        committed, leave = self.services.committed, self.services.mailbox.leave
        writer.writer().publish = lambda entries: leave(partial(committed, entries))
        self._connect()

    async def stop(self) -> None:
        self.session.end()
        await self.services.stop()

    def _connect(self) -> None:
        self._taken, self._seen, self._welcomed = [], {}, False
        self.session = Session(self.services, self, lambda: self._login, "en")
        self.session.receive_text('{"type":"hello"}')

    # --- As a transport -----------------------------------------------------------------------

    def send(self, text: str) -> None:
        if not text.startswith('{"type"'):
            return  # a foreign heartbeat's answer
        frame = json.loads(text)
        if frame["type"] in {"ack", "refused", "page"}:
            self._answered.add(frame["id"])
        self._welcomed = self._welcomed or frame["type"] == "welcome"
        if "part" in frame:
            self._taken.append(frame["part"])
        if frame["type"] == "events":
            self._seen[frame["room"]] = frame["events"][-1]["seq"]

    def send_shared(self, frame: SharedFrame) -> None:
        self.send(frame.text)

    def close(self, code: int) -> None:
        self.closes[int(code)] += 1

    # --- Frames -------------------------------------------------------------------------------

    async def volley(self, grammar: Grammar, most: int) -> int:
        """Sends so many, fewer where one of them ends the connection, and waits for the answers.

        Returns how many it were. A connection that was closed owes no answer.
        """
        if self.session.over:
            self._connect()
        await self._until(lambda: self._welcomed)
        owed: set[str] = set()
        self._answered.clear()
        count = 0
        while count < most and not self.session.over:
            sent = grammar.next()
            if sent.id is not None:
                owed.add(sent.id)
            self._give(sent)
            count += 1
        await self._until(lambda: owed <= self._answered)
        return count

    async def _until(self, done: Callable[[], bool]) -> None:
        deadline_s = monotonic() + DEADLINE_S
        while not done() and not self.session.over:
            assert monotonic() < deadline_s, "not everything was answered"
            self._confirm()
            await asyncio.sleep(0.001)

    def _give(self, sent: Sent) -> None:
        if isinstance(sent.payload, bytes):
            self.session.receive_bytes(sent.payload)
        else:
            self.session.receive_text(sent.payload)

    def _confirm(self) -> None:
        if self._taken or self._seen:
            seen = {"type": "seen", "rooms": self._seen, "parts": self._taken}
            self._taken, self._seen = [], {}
            self.session.receive_text(json.dumps(seen))


async def bombard(target: Target, rooms: list[str], count: int, seed: int) -> Faults:
    """Returns what went wrong. AssertionError if a frame with an id is not answered."""
    faults = Faults()
    asyncio.get_running_loop().set_exception_handler(faults.in_loop)
    logging.getLogger().addHandler(faults)
    grammar = Grammar(random.Random(seed), rooms)
    try:
        await target.start()
        while count > 0:
            count -= await target.volley(grammar, min(count, VOLLEY))
        await target.stop()
    finally:
        logging.getLogger().removeHandler(faults)
    return faults
