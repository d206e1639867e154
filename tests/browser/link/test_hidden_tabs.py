"""Another tab is in front: the browser runs this one's timers once a second.

That it later runs them once a minute does not happen while Playwright is connected: that figure is
measured by `benchmarks/links`, which speaks DevTools by itself.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright

from tests.browser.link.bare_page import NOTICED_S, BarePage, url_of
from tests.browser.link.lively import chromium_that_hides_tabs
from tests.servers.plain import PlainServer
from tests.servers.proxy import FaultProxy
from tests.servers.waiting import wait_until

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
