"""Links that die without a word, of a page that uses nothing but the library."""

from tests.browser.link.bare_page import DEADLINE_S, MACHINE_S, NOTICED_S, BarePage, url_of
from tests.servers.plain import PlainServer
from tests.servers.proxy import FaultProxy
from tests.servers.waiting import wait_until

TRY_MS = 800


def test_a_peer_gone_mute_is_noticed_within_interval_and_time_out(
    bare: BarePage, proxy: FaultProxy
) -> None:
    bare.start("a", url_of(proxy))
    bare.reaches("a", "online")
    proxy.blackhole()
    assert bare.leaves("a", "online") <= NOTICED_S
    assert bare.causes("a")[0] == "heartbeat"
    proxy.forward()
    bare.reaches("a", "online")


def test_a_try_that_hangs_ends_in_time_and_a_later_one_succeeds(
    bare: BarePage, plain_server: PlainServer, proxy: FaultProxy
) -> None:
    proxy.blackhole()
    bare.start("a", url_of(proxy), connectTimeoutMs=TRY_MS)
    bare.reaches("a", "waiting", TRY_MS / 1000 + MACHINE_S)
    assert bare.causes("a")[0] == "timeout"
    # The next one, which hangs as well, gets through when the way is free again.
    proxy.forward()
    bare.reaches("a", "online")


def test_a_try_that_hangs_does_not_hold_up_the_other_links_to_its_host_for_ever(
    bare: BarePage, plain_server: PlainServer, proxy: FaultProxy
) -> None:
    """Chromium lets one handshake to a host wait for the other."""
    asked = len(plain_server.handshakes)
    bare.start("hangs", url_of(proxy, "/hang"), connectTimeoutMs=TRY_MS)
    wait_until(lambda: "/hang" in plain_server.handshakes[asked:], DEADLINE_S, "the try that hangs")
    bare.start("b", url_of(proxy, "/b"), connectTimeoutMs=TRY_MS)
    bare.start("c", url_of(proxy, "/c"), connectTimeoutMs=TRY_MS)
    bare.reaches("b", "online")
    bare.reaches("c", "online")
    assert bare.state("hangs") != "online"
    # Waiting for its turn is not counted as trying.
    assert bare.causes("b") == bare.causes("c") == []


def test_without_a_network_the_link_is_doubted_and_comes_back_with_it(
    bare: BarePage, proxy: FaultProxy
) -> None:
    """DevTools' offline leaves the socket as it is, mute: half-open."""
    bare.start("a", url_of(proxy), backoff={"baseMs": 60_000, "jitter": False})
    bare.reaches("a", "online")
    bare.page.context.set_offline(True)
    bare.reaches("a", "offline", NOTICED_S)
    bare.page.context.set_offline(False)
    # Not at the end of the minute that it would have waited.
    bare.reaches("a", "online", DEADLINE_S)


def test_three_links_of_a_page_each_hear_their_own(bare: BarePage, proxy: FaultProxy) -> None:
    names = ["a", "b", "c"]
    for name in names:
        bare.start(name, url_of(proxy, f"/{name}"))
    for name in names:
        bare.reaches(name, "online")
    heard = bare.page.evaluate(
        """names => Promise.all(names.map(name => new Promise(resolve => {
          const { link } = links[name];
          link.on('frame', ({ text }) => text !== 'pong' && resolve(text));
          link.send(`to ${name}`);
        })))""",
        names,
    )
    assert heard == ["to a", "to b", "to c"]
