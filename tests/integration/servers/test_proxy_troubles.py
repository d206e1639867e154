"""Each trouble of a link is what a socket sees of a real one; each is ended by itself."""

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from tests.integration.servers.echo import answers, clients, dial, echo_server, says, until_the_end
from tests.servers.proxy import FaultProxy, running_proxy
from tests.servers.trouble import Direction, Trouble

DIRECTIONS = pytest.mark.parametrize("direction", ["up", "down"])


@pytest.fixture
def proxy(make_proxy: Callable[[int], FaultProxy]) -> Iterator[FaultProxy]:
    with echo_server() as port:
        yield make_proxy(port)


def test_a_slow_link_passes_so_many_bytes_a_second(proxy: FaultProxy) -> None:
    with clients(proxy, 1) as [client], proxy.under(Trouble(bytes_per_s=100)):
        started = time.monotonic()
        client.sendall(b"x" * 40)
        received = 0
        while received < 40:
            received += len(client.recv(65536))
        # 40 bytes at 100 a second, the two directions at the same time.
        assert 0.3 <= time.monotonic() - started < 1.5


def test_a_link_of_a_byte_a_second_passes_one_at_a_time(proxy: FaultProxy) -> None:
    with clients(proxy, 1) as [client], proxy.under(Trouble(bytes_per_s=1)):
        client.sendall(b"xy")
        assert client.recv(65536) == b"x"
        started = time.monotonic()
        assert client.recv(65536) == b"y"
        assert 0.5 < time.monotonic() - started < 2


def test_a_slow_link_passes_at_once_what_it_held_when_it_heals(proxy: FaultProxy) -> None:
    with clients(proxy, 1) as [client]:
        with proxy.under(Trouble(bytes_per_s=1)):
            client.sendall(b"x" * 1000)
            assert client.recv(65536) == b"x"
        started = time.monotonic()
        received = 1
        while received < 1000:
            received += len(client.recv(65536))
        assert time.monotonic() - started < 0.5


@DIRECTIONS
def test_a_link_is_cut_in_the_middle_of_what_is_said(
    proxy: FaultProxy, direction: Direction
) -> None:
    trouble = Trouble(cut_after_bytes=700, direction=direction)
    with clients(proxy, 1) as [client], proxy.under(trouble):
        client.sendall(b"x" * 1000)
        heard = until_the_end(client)
    assert heard == b"x" * 700 if direction == "down" else len(heard) <= 700


def test_new_links_are_cut_after_as_many_bytes_as_old_ones(proxy: FaultProxy) -> None:
    with proxy.under(Trouble(cut_after_bytes=10)), dial(proxy) as client:
        client.sendall(b"x" * 100)
        assert until_the_end(client) == b"x" * 10


def test_what_may_pass_without_end_again_is_not_cut(proxy: FaultProxy) -> None:
    with clients(proxy, 1) as [client]:
        with proxy.under(Trouble(cut_after_bytes=10)):
            assert says(client, b"12345") == b"12345"
        assert says(client, b"123456789") == b"123456789"


def test_a_share_of_the_links_is_met_the_others_are_not(proxy: FaultProxy) -> None:
    with clients(proxy, 12) as many:
        with proxy.under(Trouble(silent=True, share=0.5, seed=1)):
            met = [client for client in many if not answers(client)]
        again = [client for client in many if client not in met]
        assert 2 < len(met) < 10
        assert all(answers(client) for client in again)


def test_a_share_of_the_links_is_cut(proxy: FaultProxy) -> None:
    with clients(proxy, 12) as many:
        proxy.cut(share=0.5, seed=1)
        assert 2 < proxy.open < 10
        assert sum(map(answers, many)) == proxy.open


@pytest.mark.parametrize(("old", "new"), [(True, False), (False, True)])
def test_old_links_or_new_ones_may_be_spared(proxy: FaultProxy, old: bool, new: bool) -> None:
    trouble = Trouble(silent=True, old=old, new=new)
    with clients(proxy, 1) as [before], proxy.under(trouble), dial(proxy) as later:
        assert answers(before) is new
        assert answers(later) is old


def test_a_trouble_that_ends_leaves_the_others(proxy: FaultProxy) -> None:
    with clients(proxy, 1) as [client], proxy.under(Trouble(refusing=True)):
        with proxy.under(Trouble(silent=True)):
            assert not answers(client)
        with pytest.raises(ConnectionRefusedError):
            dial(proxy)
    dial(proxy).close()


def test_a_reset_in_a_black_hole_is_heard_when_it_heals(proxy: FaultProxy) -> None:
    with clients(proxy, 2) as [leaving, staying]:
        with proxy.under(Trouble(silent=True)):
            leaving.shutdown(socket.SHUT_WR)
            leaving.close()
            assert not answers(staying)
            assert proxy.open == 2
        assert staying.recv(1) == b"x"


def test_each_connection_goes_to_the_next_server_that_takes_it() -> None:
    dead = 1  # nobody listens there
    with (
        echo_server(b"first ") as first,
        echo_server(b"second ") as second,
        running_proxy(first, dead, second) as proxy,
        clients(proxy, 6) as many,
    ):
        heard = [says(client, b"x") for client in many]
    assert sorted(heard) == [b"first x"] * 2 + [b"second x"] * 4
