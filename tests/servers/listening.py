"""Any other server, known by the port that it takes connections on."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import accepts
from tests.servers.process import ServerProcess

START_DEADLINE_S = 30


@contextmanager
def listening(
    port: int,
    command: Sequence[str],
    *,
    log: Path,
    folder: Path,
    env: Mapping[str, str] | None = None,
    deadline_s: float = START_DEADLINE_S,
) -> Iterator[ServerProcess]:
    """Started and taking connections; killed at the end, whatever happened in between."""
    server = ServerProcess(command, log=log, folder=folder, env=env)
    try:
        server.start(ready=lambda: accepts(port), deadline_s=deadline_s)
        yield server
    finally:
        server.kill()
