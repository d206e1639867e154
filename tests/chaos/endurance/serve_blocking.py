"""`serve`, but what reads the database does so on the event loop, as a naive server would."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.chaos.endurance import entry

entry.setup()

from django.db import connections  # noqa: E402 - after Django's set-up

from chat.eventlog.lane import Lane  # noqa: E402


async def on_the_loop(lane: Lane, read: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return read(*args, **kwargs)
    finally:
        # Django has a connection for every task of an event loop.
        connections.close_all()


Lane.read = on_the_loop  # type: ignore[method-assign,assignment]
entry.run()
