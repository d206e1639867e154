"""What a server's log must not hold, whatever was done to it."""

import pytest

from tests.servers.app import AppServer

SHOWN_CHARS = 3_000  # enough for a traceback


def demand_no_traceback(app: AppServer, since: int = 0) -> None:
    """Fail and show it if the log has one from this character on."""
    log = app.log_text()
    at = log.find("Traceback", since)
    if at >= 0:
        pytest.fail(f"The server logged\n{log[max(0, at - 200) : at + SHOWN_CHARS]}")
