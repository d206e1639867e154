"""A page that uses nothing but static/lifeline, and what its links do."""

import json
import time
from typing import Any

from playwright.sync_api import Page

from tests.servers.plain import PlainServer
from tests.servers.proxy import FaultProxy
from tests.servers.waiting import wait_until

# Quick, so that a test of a dead-line takes seconds: noticed within their sum.
INTERVAL_MS = 700
TIMEOUT_MS = 500
QUICK = {"intervalMs": INTERVAL_MS, "timeoutMs": TIMEOUT_MS, "first": "at once"}
# What a busy machine and the looking every few milliseconds add.
MACHINE_S = 2.0
NOTICED_S = (INTERVAL_MS + TIMEOUT_MS) / 1000 + MACHINE_S
# Far above what anything takes, so that only what never comes fails.
DEADLINE_S = 15.0
LOADED = "typeof startLink === 'function'"


def url_of(proxy: FaultProxy, path: str = "/talk") -> str:
    return f"ws://127.0.0.1:{proxy.port}{path}"


class BarePage:
    """Its links have names; they speak the plain dialect (text `ping` and `pong`)."""

    def __init__(self, page: Page, server: PlainServer) -> None:
        self.page = page
        page.goto(server.origin)
        wait_until(lambda: page.evaluate(LOADED), DEADLINE_S, "the library to be loaded")

    def start(self, name: str, url: str, **options: Any) -> None:
        """A new link; `options` are those of Link. With the quick heartbeat unless told."""
        given = json.dumps({"url": url, "heartbeat": QUICK, **options})
        self.page.evaluate(f"startLink({json.dumps(name)}, {given})")

    def state(self, name: str) -> str:
        return str(self.page.evaluate(f"links[{json.dumps(name)}].link.status.state"))

    def states(self, name: str) -> list[dict[str, Any]]:
        """All states it has had: {state, cause?, at: ms of the wall clock}."""
        states: list[dict[str, Any]] = self.page.evaluate(f"links[{json.dumps(name)}].states")
        return states

    def reaches(self, name: str, state: str, within_s: float = DEADLINE_S) -> None:
        wait_until(lambda: self.state(name) == state, within_s, f"{name} to be {state}")

    def leaves(self, name: str, state: str, within_s: float = DEADLINE_S) -> float:
        """Wait until it is in another state; seconds that took."""
        since_s = time.monotonic()
        wait_until(lambda: self.state(name) != state, within_s, f"{name} to be {state} no more")
        return time.monotonic() - since_s

    def causes(self, name: str) -> list[str]:
        """Why it was not online, ending by ending."""
        return [entry["cause"] for entry in self.states(name) if entry["state"] == "waiting"]
