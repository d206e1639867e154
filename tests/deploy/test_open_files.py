"""A connection is an open file: a process takes as many as it may, and says when that is all."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.servers.app import AppServer, Serve
from tests.servers.waiting import wait_until

USED_UP = "files this process may open are in use"
FILES = resource.RLIMIT_NOFILE


@contextmanager
def soft_limit(files: int) -> Iterator[None]:
    """Of this process, and of those it starts meanwhile."""
    before = resource.getrlimit(FILES)
    resource.setrlimit(FILES, (files, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(FILES, before)


def visits(app: AppServer, opened: ExitStack, number: int) -> None:
    for _ in range(number):
        opened.enter_context(socket.create_connection(("127.0.0.1", app.port), timeout=3))


def test_as_many_connections_as_the_system_allows_and_one_line_when_they_are_used_up(
    serve: Serve, sqlite_url: str
) -> None:
    _, most = resource.getrlimit(FILES)
    with soft_limit(min(most, 512)):
        app = serve(sqlite_url)
    assert resource.prlimit(app.pid, FILES) == (most, most)

    in_use = len(list(Path(f"/proc/{app.pid}/fd").iterdir()))
    resource.prlimit(app.pid, FILES, (in_use + 8, most))
    with ExitStack() as opened:
        visits(app, opened, 24)
        wait_until(lambda: USED_UP in app.log_text(), 5, "the line that says so")
        visits(app, opened, 24)
    resource.prlimit(app.pid, FILES, (most, most))

    assert app.terminate() == 0
    assert app.log_text().count(USED_UP) == 1
    assert "Traceback" not in app.log_text()
