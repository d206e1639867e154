"""Daphne and Twisted, counting time by a clock that does not jump.

By themselves they take the wall clock: set back by an hour, it stops pings, time-outs and the
tidying up after connections for an hour; set forward, all that was under way is late at once.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from daphne import http_protocol, server, ws_protocol  # before Twisted: it chooses the reactor
from twisted.internet import reactor as asyncio_reactor

# Annotated as Twisted's interfaces, whose attributes mypy takes for read-only.
reactor: Any = asyncio_reactor


def count_by(clock: Callable[[], float]) -> None:
    """From here on; `clock` gives seconds, as that of an event loop does."""
    reactor.seconds = clock
    for module in (server, http_protocol, ws_protocol):
        module.time = SimpleNamespace(time=clock)
