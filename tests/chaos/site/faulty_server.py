"""`manage.py serve` with faults built in from outside: the product itself has no hooks for tests.

Environment: CHAOS_FOLDER, where a file named after a crash point arms it once for whichever process
comes there first, and where lost and swapped hints are counted; CHAOS_SEED; CHAOS_THROTTLED, the
share of posts that are told to come again; CHAOS_HINT_LOSS and CHAOS_HINT_SWAP, the share of hints
that are dropped, or sent after the next one instead.
"""

import os
import random
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable, Sequence
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[3])
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

import django  # noqa: E402

django.setup()

from channels.layers import BaseChannelLayer  # noqa: E402
from django.core.management import execute_from_command_line  # noqa: E402

from chat.actions.post import Post  # noqa: E402
from chat.eventlog.entry import Entry  # noqa: E402
from chat.eventlog.intention import Answer, Intention, Refused  # noqa: E402
from chat.eventlog.transaction import Transaction  # noqa: E402
from chat.eventlog.writer import Outcome, Writer  # noqa: E402
from chat.realtime.feed import Feed  # noqa: E402
from chat.realtime.hints import Hints  # noqa: E402

FOLDER = Path(os.environ["CHAOS_FOLDER"])
LOSS = float(os.environ.get("CHAOS_HINT_LOSS", "0"))
SWAP = float(os.environ.get("CHAOS_HINT_SWAP", "0"))
THROTTLED, THROTTLED_MS = float(os.environ.get("CHAOS_THROTTLED", "0")), 10
RNG = random.Random(f"{os.environ.get('CHAOS_SEED')} {os.getpid()}")

GroupSend = Callable[[str, dict[str, Any]], Coroutine[Any, Any, None]]


def crash_if_armed(point: str) -> None:
    """Dies as by a power cut of the process: nothing is flushed, nothing is closed."""
    try:
        (FOLDER / point).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def has_post(entries: Iterable[Entry]) -> bool:
    return any(b'"kind":"post"' in entry.wire for entry in entries)


def crash_before_commit() -> None:
    """Everything is written, and the transaction still open."""
    write = Transaction.write

    def write_and_crash(self: Transaction) -> None:
        write(self)
        if has_post(self.entries):
            crash_if_armed("before-commit")

    Transaction.write = write_and_crash  # type: ignore[method-assign]


def crash_before_ack() -> None:
    """Everything is committed, and nobody has been told."""
    commit = Writer._commit

    def commit_and_crash(
        self: Writer, intentions: Sequence[Intention], patience_ms: int
    ) -> Outcome:
        outcome = commit(self, intentions, patience_ms)
        if has_post(outcome.entries):
            crash_if_armed("before-ack")
        return outcome

    Writer._commit = commit_and_crash  # type: ignore[method-assign]


def crash_in_replay() -> None:
    """A reader has got a part of what it missed and is given the next."""
    send = Feed._send
    replaying: set[int] = set()

    async def send_and_crash(self: Feed, entries: list[Entry]) -> None:
        await send(self, entries)
        reader = id(self._conversation)
        if reader in replaying:
            crash_if_armed("replay")
        replaying.add(reader)

    Feed._send = send_and_crash  # type: ignore[method-assign]


def throttle_some() -> None:
    """What comes after a throttled post is in flight already, and may not overtake it."""
    decide = Post.decide

    def decide_or_throttle(self: Post, transaction: Transaction) -> Answer:
        if RNG.random() < THROTTLED:
            raise Refused("throttled", "by chaos", THROTTLED_MS)
        return decide(self, transaction)

    Post.decide = decide_or_throttle  # type: ignore[method-assign]


def spoil_hints() -> None:
    start = Hints.__init__

    def start_spoilt(self: Hints, layer: BaseChannelLayer, receive: Any) -> None:
        layer.group_send = spoilt(layer.group_send)  # type: ignore[assignment,method-assign]
        start(self, layer, receive)

    Hints.__init__ = start_spoilt  # type: ignore[method-assign]


def spoilt(send: GroupSend) -> GroupSend:
    """Drops some hints; holds some back until the next one has gone."""
    held: list[tuple[str, dict[str, Any]]] = []

    async def group_send(group: str, message: dict[str, Any]) -> None:
        draw = RNG.random()
        if draw < LOSS:
            count("hints-lost")
        elif draw < LOSS + SWAP and not held:
            count("hints-swapped")
            held.append((group, message))
        else:
            count("hints-sent")
            await send(group, message)
            if held:
                await send(*held.pop())

    return group_send


def count(what: str) -> None:
    """One byte a time, which a crash cannot take back."""
    with (FOLDER / what).open("ab", buffering=0) as file:
        file.write(b".")


if __name__ == "__main__":
    crash_before_commit()
    crash_before_ack()
    crash_in_replay()
    throttle_some()
    if LOSS or SWAP:
        spoil_hints()
    execute_from_command_line(sys.argv)
