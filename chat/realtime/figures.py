"""What `/metrics` reads off the live parts of this process when it is asked."""

import asyncio
from typing import TYPE_CHECKING

from chat import metrics

if TYPE_CHECKING:
    from chat.realtime.services import Services


def show(services: "Services") -> None:
    """From now on the gauges are those of these services. On their event loop."""
    loop = asyncio.get_running_loop()
    metrics.connections.set_function(lambda: len(services.connected))
    metrics.arriving.set_function(lambda: services.arrivals.waiting)
    metrics.people.set_function(lambda: len(services.sessions_of))
    metrics.tasks.set_function(lambda: len(asyncio.all_tasks(loop)))
    metrics.rooms.set_function(lambda: len(services.hub.topics))
    metrics.layer_up.set_function(lambda: services.hints.healthy)
