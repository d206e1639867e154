"""The servers that are compared, each a process of its own."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.endurance.flood import POSTS_PER_SECOND
from tests.servers.app import ROOT, copy_sqlite, running_app
from tests.servers.listening import listening
from tests.servers.people import join_as_guest
from tests.servers.ports import free_port

# What is freed is given back at once, so that what a process has is what it holds: left alone the
# allocators keep some MiB more or less, by chance, and that is more than is asked about here.
GIVE_BACK = {
    "PYTHONMALLOC": "malloc",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": "65536",
    "MALLOC_MMAP_THRESHOLD_": "65536",
}
ROLLUP = "/proc/{pid}/smaps_rollup"


@dataclass(frozen=True)
class Target:
    pid: int
    url: str
    cookie: str

    def held_bytes(self) -> int:
        """Memory of its own: what files back, and others may map too, is not counted."""
        for line in Path(ROLLUP.format(pid=self.pid)).read_text().splitlines():
            if line.startswith("Anonymous:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("This kernel does not say what a process holds.")


Make = Callable[[Path], AbstractContextManager[Target]]


def serving(template: Path) -> Make:
    """`manage.py serve` on a copy of a migrated SQLite file."""

    @contextmanager
    def make(folder: Path) -> Iterator[Target]:
        env = {"POSTS_PER_SECOND": str(POSTS_PER_SECOND), **GIVE_BACK}
        with running_app(folder, copy_sqlite(template, folder), env=env) as app:
            guest = join_as_guest(app.origin, "Guest")
            yield Target(app.pid, app.ws_url(), guest.headers()["Cookie"])

    return make


@contextmanager
def bare_daphne(folder: Path) -> Iterator[Target]:
    port = free_port()
    command = [
        *(sys.executable, "-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", str(port)),
        "tests.chaos.memory.bare:application",
    ]
    env = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    log = folder / "daphne.log"
    with listening(port, command, log=log, folder=ROOT, env=env | GIVE_BACK) as server:
        yield Target(server.pid, f"ws://127.0.0.1:{port}/ws/chat/", "")
