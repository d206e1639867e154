"""A wall clock that jumps changes nothing for who is connected."""

import time
from unittest.mock import Mock

import pytest
from daphne import http_protocol, server, ws_protocol
from twisted.internet.base import ReactorBase
from websockets.frames import Opcode

from server.daphne import PING_INTERVAL_S
from server.steady import count_by, reactor
from tests.unit.server.peer import Peer

HOUR_S = 3600


class Clocks:
    """The wall's and one that only goes on; Daphne and Twisted would take the first."""

    def __init__(self) -> None:
        self.wall_s, self.steady_s = 1_780_000_000.0, 100.0

    def go_on(self, seconds: float) -> None:
        self.wall_s += seconds
        self.steady_s += seconds


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(time, "time", lambda: clocks.wall_s)
    monkeypatch.setattr(ReactorBase, "seconds", staticmethod(time.time))
    monkeypatch.setattr(reactor, "seconds", time.time)
    for module in (server, http_protocol, ws_protocol):
        monkeypatch.setattr(module, "time", time)
    count_by(lambda: clocks.steady_s)
    return clocks


async def test_set_back_by_an_hour_the_clock_stops_no_timer(clocks: Clocks) -> None:
    rang = Mock()
    timer = reactor.callLater(2, rang)

    clocks.wall_s -= HOUR_S
    clocks.go_on(2)
    reactor.runUntilCurrent()

    assert rang.called
    assert not timer.active()


async def test_set_forward_by_an_hour_the_clock_ends_nothing_before_its_time(
    clocks: Clocks,
) -> None:
    rang = Mock()
    timer = reactor.callLater(20, rang)

    clocks.wall_s += HOUR_S
    reactor.runUntilCurrent()

    assert not rang.called
    timer.cancel()


@pytest.mark.parametrize("jump_s", [0, -HOUR_S])
async def test_whoever_is_silent_is_pinged_whatever_the_clock_says(
    clocks: Clocks, jump_s: float
) -> None:
    peer = Peer()
    peer.server.ping_interval = PING_INTERVAL_S
    peer.server.websocket_timeout = -1
    await peer.open()

    clocks.wall_s += jump_s
    clocks.go_on(PING_INTERVAL_S + 1)
    peer.connection.check_timeouts()

    assert [item.opcode for item in peer.frames()] == [Opcode.PING]
