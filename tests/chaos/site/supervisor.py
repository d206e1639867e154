"""Who starts processes again, as systemd does: as often as it takes."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.servers.app import AppServer
from tests.servers.process import ServerFailedError

# For all tries together: a process that starts while the database is away ends again at once.
UP_DEADLINE_S = 60


def bring_up(servers: Sequence[AppServer]) -> None:
    """Starts those that do not run, at the same time; returns when all serve."""
    down = [server for server in servers if not server.running]
    with ThreadPoolExecutor(max(1, len(down))) as at_once:
        for up in [at_once.submit(_bring_up, server) for server in down]:
            up.result()


def _bring_up(server: AppServer) -> None:
    end_s = time.monotonic() + UP_DEADLINE_S
    while True:
        try:
            server.start()
        except ServerFailedError:
            if time.monotonic() > end_s:
                raise
        else:
            return
