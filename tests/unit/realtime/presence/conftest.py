"""See processes.py."""

from tests.unit.realtime.presence.processes import (  # noqa: F401 - fixtures
    alices,
    only,
    processes,
    two,
)
