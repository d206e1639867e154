"""The process of the crowd: `python -m tests.chaos.machine.worker RECORDS`, told what to do.

The clients have an event loop and a processor to themselves: the machine's own process has the
proxies. Of JSON, one object a line: in come Task, Over and Finish, out go Reports.
"""

import asyncio
import signal
import sys
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from tests.chaos.checker.history import AnyRecord, Recorder
from tests.chaos.machine.crowd import Crowd, Size
from tests.chaos.machine.lag import Lag
from tests.chaos.machine.scene import Scene

REPORT_EVERY_S = 1.0


class Task(msgspec.Struct, frozen=True, tag=True):
    origin: str
    seed: int
    size: Size


class Here(msgspec.Struct, frozen=True, tag=True):
    """Everybody has come; faults may begin."""


class Progress(msgspec.Struct, frozen=True, tag=True):
    acked: int
    unanswered: int


class Settled(msgspec.Struct, frozen=True, tag=True):
    """After the last fault. `closed`: accounts (ids) whose erasure `clean_up` has to end."""

    in_time: bool
    unanswered: int
    closed: list[str]


class Ended(msgspec.Struct, frozen=True, tag=True):
    """`behind`: who did not come to the end of the log, in words; `lag`: of the loop by then."""

    behind: list[str]
    acked: int
    lag: Lag
    lag_at_the_end: Lag


class Over(msgspec.Struct, frozen=True, tag=True):
    """Nothing is broken any more, and nobody is to begin anything."""


class Finish(msgspec.Struct, frozen=True, tag=True):
    """Nobody writes any more: the log ends there."""

    heads: dict[str, tuple[int, str]]


Report = Here | Progress | Settled | Ended
Order = Task | Over | Finish
Heard = TypeVar("Heard", Task, Over, Finish)


async def work(file: IO[bytes]) -> None:
    orders = await _stdin()
    task = await _hear(orders, Task)
    encode = msgspec.json.Encoder().encode

    def keep(record: AnyRecord) -> None:
        file.write(encode(record) + b"\n")

    lag, lag_at_the_end = Lag(), Lag()
    async with asyncio.TaskGroup() as group:
        background = [group.create_task(lag.watch())]
        scene = Scene(task.origin, task.seed, Recorder(keep=keep), group)
        crowd = Crowd(scene, task.size)
        await crowd.come()
        say(Here())
        background.append(group.create_task(_tell(crowd)))
        playing = group.create_task(crowd.play())
        await _hear(orders, Over)
        scene.over.set()
        await playing
        background.append(group.create_task(lag_at_the_end.watch()))
        in_time = await crowd.settle()
        say(Settled(in_time, crowd.unanswered, scene.closed))
        finish = await _hear(orders, Finish)
        behind = await crowd.end(finish.heads)
        say(Ended(behind, crowd.acked, lag, lag_at_the_end))
        for doing in background:
            doing.cancel()
        scene.hang_up_all()


async def _tell(crowd: Crowd) -> None:
    while True:
        await asyncio.sleep(REPORT_EVERY_S)
        say(Progress(crowd.acked, crowd.unanswered))


def say(report: Report) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
    sys.stdout.buffer.flush()


async def _stdin() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    return reader


async def _hear(orders: asyncio.StreamReader, kind: type[Heard]) -> Heard:
    line = await orders.readline()
    if not line:
        raise EOFError("Who gave the orders is gone.")
    return msgspec.json.decode(line, type=kind)


if __name__ == "__main__":
    # Whatever ends it, all records are in the file.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Path(sys.argv[1]).open("wb", buffering=1 << 20) as records:
        asyncio.run(work(records))
