"""A page is frozen, or left and come back to: the conversation goes on.

That of a tab that crashes is in `test_connection.py`.
"""

from collections.abc import Callable

import pytest

from tests.browser.chatter import Chatter
from tests.browser.link.bare_page import BarePage, url_of
from tests.browser.link.faulty_site import FaultySite
from tests.browser.link.lively import DevTools
from tests.browser.link.neighbour import Neighbour, neighbour
from tests.servers.proxy import FaultProxy

Arrive = Callable[[str], Chatter]


@pytest.fixture
def ann(arrive: Arrive) -> Chatter:
    """In a room of her own."""
    ann = arrive("Ann")
    ann.create_room(f"Room of {ann.name}")
    return ann


@pytest.fixture
def bo(ann: Chatter, faulty_site: FaultySite) -> Neighbour:
    """In Ann's room, by a link without faults."""
    return neighbour(faulty_site.server, ann.page.url.rstrip("/").rpartition("/")[2])


def test_a_frozen_page_that_resumes_has_missed_nothing(
    ann: Chatter, bo: Neighbour, faulty_site: FaultySite
) -> None:
    devtools = DevTools(ann.page)
    devtools.freeze()
    faulty_site.proxy.cut()
    bo.say("while you were frozen")
    devtools.resume()
    ann.sees("while you were frozen")
    ann.is_online()
    ann.say("thawed")
    bo.hears(["while you were frozen", "thawed"])


def test_a_page_out_of_the_bfcache_resumes_whole_with_one_link(
    ann: Chatter, bo: Neighbour, faulty_site: FaultySite
) -> None:
    ann.say("before I went")
    ann.sees_state("before I went", "stored")
    ann.page.evaluate(
        "addEventListener('pageshow', ({ persisted }) => { window.restored = persisted; })"
    )
    ann.page.goto(f"{faulty_site.origin}/healthz")
    bo.say("while you were away")
    # A page that is restored does not load.
    ann.page.go_back(wait_until="commit")
    assert ann.page.evaluate("window.restored") is True, "the browser has not kept the page"
    ann.sees("while you were away")
    ann.is_online()
    ann.say("back again")
    bo.hears(["before I went", "while you were away", "back again"])
    assert ann.texts() == ["before I went", "while you were away", "back again"]


@pytest.mark.full
def test_a_visible_page_notices_a_mute_peer_within_15_s(bare: BarePage, proxy: FaultProxy) -> None:
    """With the default interval and time-out."""
    bare.start("a", url_of(proxy), heartbeat={})
    bare.reaches("a", "online")
    proxy.blackhole()
    assert bare.leaves("a", "online", within_s=30) <= 15
