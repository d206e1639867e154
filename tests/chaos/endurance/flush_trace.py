"""Watches a server with strace while one message is posted: is it on the disk before the ack?

SIGKILL, as the history checker sends it, says nothing of power loss; the order of calls does.
"""

import re
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.servers.app import AppServer
from tests.servers.people import Visitor
from tests.servers.wire import open_wire

CALLS = "fsync,fdatasync,write,writev,pwrite64,pwritev,sendto,sendmsg"
SHOWN_BYTES = 120  # enough of what is written to recognise an ack
WAL = re.compile(r"-wal>|/pg_wal/")
FLUSH = re.compile(r"\bf(data)?sync\(")
ACK = re.compile(r'\\"type\\":\\"ack\\"')
UNFINISHED = " <unfinished ...>"
RESUMED = re.compile(r"<\.\.\. \w+ resumed>")


class StraceMissingError(RuntimeError):
    """No strace on this machine."""

    def __init__(self) -> None:
        super().__init__("No strace here: sudo apt-get install strace, then again.")


async def calls_of_one_post(
    app: AppServer, visitor: Visitor, others: Sequence[int], output: Path
) -> list[str]:
    """What wrote or flushed a write-ahead log, and the write of the ack, in order.

    `others` are the processes that write for the server; `output` becomes strace's own file.
    """
    async with open_wire(app.ws_url(), visitor) as wire:
        rooms = (await wire.hello())["rooms"]
        room = next(room["id"] for room in rooms if room["kind"] == "public")
        with traced([app.pid, *others], output):
            id = str(uuid4())
            await wire.send({"type": "post", "id": id, "room": room, "body": "hello"})
            await wire.expect("ack", id=id)
    calls = in_order(output.read_text().splitlines())  # noqa: ASYNC240 - nobody else waits here
    return [call for call in calls if WAL.search(call) or ACK.search(call)]


def is_flushed_before_the_ack(calls: Sequence[str]) -> bool:
    """Whether the log was written, then flushed, and only then the ack was sent."""
    ack = next(at for at, call in enumerate(calls) if ACK.search(call))
    flushes = [at for at, call in enumerate(calls[:ack]) if FLUSH.search(call)]
    writes = [at for at in range(ack) if at not in flushes]
    return bool(writes) and bool(flushes) and writes[-1] < flushes[-1]


def in_order(lines: Iterable[str]) -> list[str]:
    """One line a call: a flush stands where it ended, any other where it began."""
    calls: list[str] = []
    begun: dict[str, tuple[int, str]] = {}  # by thread
    for line in lines:
        thread = line.split(maxsplit=1)[0]
        if line.endswith(UNFINISHED):
            begun[thread] = len(calls), line.removesuffix(UNFINISHED)
            calls.append("")
        elif RESUMED.search(line):
            at, beginning = begun.pop(thread)
            call = beginning + RESUMED.split(line)[1]
            if FLUSH.search(call):
                calls.append(call)
            else:
                calls[at] = call
        else:
            calls.append(line)
    for at, beginning in begun.values():
        calls[at] = "" if FLUSH.search(beginning) else beginning
    return calls


@contextmanager
def traced(pids: Sequence[int], output: Path) -> Iterator[None]:
    """The calls of these processes, with all their threads, go to the file."""
    strace = shutil.which("strace")
    if strace is None:
        raise StraceMissingError
    attach = [argument for pid in pids for argument in ("-p", str(pid))]
    child = subprocess.Popen(
        [
            *(strace, "-f", "-y", "-tt", "-s", str(SHOWN_BYTES)),
            *("-e", f"trace={CALLS}", "-o", str(output)),
            *attach,
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stderr is not None
        for _ in pids:
            said = child.stderr.readline()
            if "attached" not in said:
                raise RuntimeError(f"strace: {said}")
        yield
    finally:
        child.send_signal(signal.SIGINT)  # it lets go of them, and they go on
        child.communicate()
