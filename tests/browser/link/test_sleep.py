"""A laptop is shut, and opened again."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.browser.link.bare_page import MACHINE_S, BarePage, url_of
from tests.browser.link.lively import asleep
from tests.servers.proxy import FaultProxy

# More than a page that was only busy for a moment could have missed.
NIGHT_S = 5.0
# From the lid's opening to a link that works.
BACK_S = 1.5


@pytest.mark.parametrize(
    "lose",
    [FaultProxy.cut, FaultProxy.abandon],
    ids=["the link was cut meanwhile", "nobody on the way knows the link any more"],
)
def test_after_a_sleep_the_link_is_back_at_once(
    bare: BarePage, proxy: FaultProxy, browser: Browser, lose: Callable[[FaultProxy], None]
) -> None:
    # A wait that would be far too long, were this an everyday failure.
    bare.start("a", url_of(proxy), backoff={"baseMs": 60_000, "jitter": False})
    bare.reaches("a", "online")
    before = len(bare.states("a"))
    with asleep(browser):
        lose(proxy)
        time.sleep(NIGHT_S)  # the night itself: no condition to wait for
        woke_ms = time.time() * 1000
    bare.page.wait_for_function(
        f"links.a.states.slice({before}).some(({{ state }}) => state === 'online')"
    )
    online = next(s for s in bare.states("a")[before:] if s["state"] == "online")
    assert (online["at"] - woke_ms) / 1000 <= BACK_S + MACHINE_S
    assert bare.states("a")[before]["state"] in ("waiting", "connecting")
