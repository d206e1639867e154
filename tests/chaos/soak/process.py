"""What one process holds: by the kernel, and by its own `/metrics`."""

import http.client
import os
from collections.abc import Mapping
from pathlib import Path

# Of the process's figures those that say what is held now.
HELD = {
    "lifeline_tasks": "tasks",
    "lifeline_connections": "connections",
    "lifeline_people": "people",
    "lifeline_rooms_followed": "rooms followed",
    "lifeline_writer_waiting": "waiting for the writer",
    "lifeline_arriving": "waiting to be greeted",
}
# Its proportional share moves with others that map the same files, so it is not a gauge of it.
ROLLUP = {"Rss": "resident", "Anonymous": "memory of its own"}
# Who does not answer by then is being rolled, or is away: another reading comes soon.
ANSWER_S = 5


def by_the_kernel(pid: int) -> dict[str, float]:
    """Bytes of memory; threads, and file descriptors."""
    folder = Path("/proc") / str(pid)
    fields = dict(
        line.split(":", 1) for line in (folder / "smaps_rollup").read_text().splitlines()[1:]
    )
    held = {name: 1024.0 * int(fields[field].split()[0]) for field, name in ROLLUP.items()}
    return held | {
        "threads": float(len(os.listdir(folder / "task"))),
        "file descriptors": float(len(os.listdir(folder / "fd"))),
    }


def by_itself(port: int) -> dict[str, float]:
    """Raises OSError where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_S)
    try:
        connection.request("GET", "/metrics")
        return _held(connection.getresponse().read().decode())
    finally:
        connection.close()


def _held(text: str) -> dict[str, float]:
    told = _samples(text)
    held = {name: told[metric] for metric, name in HELD.items()}
    reads = (value for name, value in told.items() if name.startswith("lifeline_readers_waiting{"))
    return held | {"waiting for readers": sum(reads)}


def _samples(text: str) -> Mapping[str, float]:
    lines = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in lines}
