"""After its end a client leaves nothing: no listener on the page, no timer."""

from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.links.contestants import Contestant
from benchmarks.links.row import Row
from tests.servers.waiting import wait_until

CLOSED_DEADLINE_S = 30


class Left(NamedTuple):
    listeners: int
    forgotten: int  # listeners, once the page has let go of the client too
    timers: int


def left(contestants: Sequence[Contestant]) -> list[Row]:
    """Most of both ends: of a link that is online, and while it waits for its next try."""
    most = {
        one.name: Left(*map(max, _left(one, waiting=False), _left(one, waiting=True)))
        for one in contestants
    }
    return [
        Row(what, "", {name: getattr(found, field) for name, found in most.items()}, 0)
        for what, field in (
            ("listeners left after its end", "listeners"),
            ("… once the page has let go of the client too", "forgotten"),
            ("timers left after its end", "timers"),
        )
    ]


def _left(contestant: Contestant, *, waiting: bool) -> Left:
    window = contestant.window
    contestant.proxy.forward()
    contestant.open()
    listeners, timers = window.listeners(), contestant.witness("timers()")
    window.value(f"window.client.start({contestant.url!r})")
    contestant.is_up()
    contestant.renew()
    if waiting:
        contestant.waits()
    window.value("void window.client.dispose()")
    wait_until(
        lambda: contestant.witness("open()") == 0,
        CLOSED_DEADLINE_S,
        f"the sockets of {contestant.name} to be closed",
    )
    still_there = window.listeners() - listeners
    timers_left = contestant.witness("timers()") - timers
    window.value("void window.client.forget()")
    return Left(still_there, window.listeners() - listeners, timers_left)
