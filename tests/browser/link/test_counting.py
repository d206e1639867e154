"""What the other tests here rely on."""

from playwright.sync_api import Browser

from tests.browser.link.bare_page import BarePage
from tests.browser.link.lively import watch_sockets
from tests.browser.link.test_dead_links import url_of
from tests.servers.plain import PlainServer
from tests.servers.proxy import FaultProxy


def test_a_second_socket_beside_a_living_one_is_seen(
    browser: Browser, plain_server: PlainServer, proxy: FaultProxy
) -> None:
    context = browser.new_context()
    seconds = watch_sockets(context)
    bare = BarePage(context.new_page(), plain_server)
    bare.start("a", url_of(proxy))
    bare.reaches("a", "online")
    assert seconds == []
    bare.start("its twin", url_of(proxy))
    bare.reaches("its twin", "online")
    assert seconds == [url_of(proxy)]
    context.close()
