"""The server under test: one or two processes of `faulty_server.py` on one database."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.app import ROOT, AppServer, running_app

ENTRY = ROOT / "tests" / "chaos" / "site" / "faulty_server.py"
CRASH_POINTS = ("before-commit", "before-ack", "replay")
HINT_FAULTS = {"CHAOS_HINT_LOSS": "0.05", "CHAOS_HINT_SWAP": "0.05"}
SETTINGS = {
    # The throttle of the product would only make the run long: chaos has one of its own.
    "POSTS_PER_SECOND": "1000000",
    "CHAOS_THROTTLED": "0.003",
    # Small, so that readers who stall run out of credit; for all others two frames and more.
    "UNSEEN_BYTES": str(128 * 1024),
    # Short, so that what is resent after a silence is resent within the run.
    "HEARTBEAT_INTERVAL_MS": "2000",
    "HEARTBEAT_TIMEOUT_MS": "1000",
}


@dataclass(frozen=True)
class Site:
    """Where a run happens. More than one process needs `redis_url`."""

    folder: Path
    database_url: str
    redis_url: str | None = None
    processes: int = 1


class Cluster:
    """`folder` arms crash points and counts hints."""

    def __init__(self, folder: Path, servers: Sequence[AppServer]) -> None:
        self.folder, self.servers = folder, servers

    @property
    def origin(self) -> str:
        return self.servers[0].origin

    @property
    def ws_urls(self) -> list[str]:
        return [server.ws_url() for server in self.servers]

    def arm(self, point: str) -> None:
        """The next process that comes to this point dies there."""
        (self.folder / point).touch()

    def dead(self) -> list[AppServer]:
        return [server for server in self.servers if not server.running]

    def counted(self, what: str) -> int:
        file = self.folder / what
        return file.stat().st_size if file.exists() else 0

    def tracebacks(self) -> list[str]:
        """What the servers' logs complain about: a crash of ours leaves nothing in them."""
        texts = [server.log_text() for server in self.servers]
        return [text[text.index("Traceback") :][:2000] for text in texts if "Traceback" in text]


@contextmanager
def running_cluster(site: Site, seed: int) -> Iterator[Cluster]:
    """Started processes, killed at the end, whatever happened in between."""
    chaos = site.folder / "chaos"
    chaos.mkdir()
    env = SETTINGS | {"CHAOS_FOLDER": str(chaos), "CHAOS_SEED": str(seed)}
    if site.redis_url:
        env |= HINT_FAULTS
    with ExitStack() as running:
        servers = []
        for number in range(site.processes):
            folder = site.folder / f"process-{number}"
            folder.mkdir()
            app = running_app(
                folder, site.database_url, redis_url=site.redis_url, env=env, entry=ENTRY
            )
            servers.append(running.enter_context(app))
        yield Cluster(chaos, servers)
