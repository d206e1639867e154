"""Another tab is in front: the browser runs this one's timers once a second, then once a minute."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright

from tests.browser.link.bare_page import BarePage
from tests.browser.link.lively import chromium_that_hides_tabs
from tests.browser.link.test_dead_links import MACHINE_S, NOTICED_S, url_of
from tests.servers.plain import PlainServer
from tests.servers.proxy import FaultProxy
from tests.servers.waiting import wait_until

# A timer that sets itself anew, like those that browsers throttle the most, and its longest pause.
CHAIN = """() => {
  let last = Date.now();
  window.pauseMs = 0;
  const link = () => {
    window.pauseMs = Math.max(window.pauseMs, Date.now() - last);
    last = Date.now();
    setTimeout(link, 100);
  };
  link();
}"""
# Chromium begins with once a minute a minute after a tab was hidden.
THROTTLED_AFTER_S = 70
PROMISED_S = 75
# A timer of a hidden tab comes up to so much late, twice: for the question and for the verdict.
THROTTLED_S = 2 * 1.0


@pytest.fixture
def window(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    with chromium_that_hides_tabs(playwright, tmp_path) as context:
        yield context


@pytest.fixture
def tab(window: BrowserContext, plain_server: PlainServer) -> BarePage:
    return BarePage(window.pages[0], plain_server)


def hide(tab: BarePage) -> None:
    """Open another in front of it."""
    front = tab.page.context.new_page()
    session = tab.page.context.new_cdp_session(front)
    target = session.send("Target.getTargetInfo")["targetInfo"]["targetId"]
    session.send("Target.activateTarget", {"targetId": target})
    visibility = "document.visibilityState"
    wait_until(lambda: tab.page.evaluate(visibility) == "hidden", 5, "the tab to be hidden")


def test_a_hidden_tab_notices_a_mute_peer_though_its_timers_are_throttled(
    tab: BarePage, proxy: FaultProxy
) -> None:
    tab.start("a", url_of(proxy))
    tab.reaches("a", "online")
    hide(tab)
    proxy.blackhole()
    assert tab.leaves("a", "online") <= NOTICED_S + THROTTLED_S


@pytest.mark.full
@pytest.mark.timeout(400)
def test_a_tab_hidden_for_long_notices_a_mute_peer_within_75_s(
    tab: BarePage, proxy: FaultProxy
) -> None:
    """With the default interval and time-out, and timers that come once a minute."""
    tab.start("a", url_of(proxy), heartbeat={})
    tab.reaches("a", "online")
    hide(tab)
    tab.page.evaluate(CHAIN)
    # Looking at the page would wake it up: these are waits in which nothing is asked.
    tab.page.wait_for_timeout(THROTTLED_AFTER_S * 1000)
    proxy.blackhole()
    dead_ms = time.time() * 1000
    before = len(tab.states("a"))
    tab.page.wait_for_timeout((PROMISED_S + MACHINE_S) * 1000)
    assert tab.page.evaluate("pauseMs") > 30_000, "this browser has not throttled the tab"
    noticed = tab.states("a")[before:]
    assert noticed, "not noticed"
    assert (noticed[0]["at"] - dead_ms) / 1000 <= PROMISED_S
