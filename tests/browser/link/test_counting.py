"""What the other tests here rely on."""

from tests.browser.conftest import NewContext
from tests.browser.link.bare_page import BarePage, url_of
from tests.browser.link.lively import watch_sockets
from tests.servers.plain import PlainServer
from tests.servers.proxy import FaultProxy


def test_a_second_socket_beside_a_living_one_is_seen(
    new_context: NewContext, plain_server: PlainServer, proxy: FaultProxy
) -> None:
    context = new_context()
    seconds: list[str] = []
    watch_sockets(context, seconds)
    bare = BarePage(context.new_page(), plain_server)
    bare.start("a", url_of(proxy))
    bare.reaches("a", "online")
    assert seconds == []
    bare.start("its twin", url_of(proxy))
    bare.reaches("its twin", "online")
    assert seconds == [url_of(proxy)]
