"""Each fault of the proxy is what a socket sees of a real one."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.integration.servers.echo import dial, echo_server, is_silent, says
from tests.servers.proxy import FaultProxy
from tests.servers.waiting import wait_until


@pytest.fixture
def proxy(make_proxy: Callable[[int], FaultProxy]) -> Iterator[FaultProxy]:
    with echo_server() as port:
        yield make_proxy(port)


@pytest.fixture
def client(proxy: FaultProxy) -> Iterator[socket.socket]:
    with dial(proxy) as connected:
        assert says(connected, b"hello") == b"hello"
        yield connected


def test_it_passes_a_megabyte_both_ways_unchanged(client: socket.socket) -> None:
    sent = bytes(range(256)) * 4096
    threading.Thread(target=client.sendall, args=(sent,)).start()
    received = b""
    while len(received) < len(sent):
        received += client.recv(65536)
    assert received == sent


def test_it_counts_connections(proxy: FaultProxy, client: socket.socket) -> None:
    with dial(proxy) as second:
        says(second, b"x")
        assert (proxy.accepted, proxy.open) == (2, 2)
    wait_until(lambda: proxy.open == 1, 5, "the proxy to see the end of a connection")


def test_a_cut_ends_connections_and_admits_new_ones(
    proxy: FaultProxy, client: socket.socket
) -> None:
    proxy.cut()
    assert client.recv(1) == b""
    with dial(proxy) as again:
        assert says(again, b"x") == b"x"


def test_a_cut_with_reset_is_an_error_to_the_client(
    proxy: FaultProxy, client: socket.socket
) -> None:
    proxy.cut(reset=True)
    with pytest.raises(ConnectionResetError):
        client.recv(1)


def test_a_refusing_proxy_turns_new_connections_away_and_keeps_old_ones(
    proxy: FaultProxy, client: socket.socket
) -> None:
    proxy.refuse()
    with pytest.raises(ConnectionRefusedError):
        dial(proxy)
    assert says(client, b"x") == b"x"
    proxy.forward()
    dial(proxy).close()


def test_a_black_hole_silences_old_and_new_connections_without_closing_them(
    proxy: FaultProxy, client: socket.socket
) -> None:
    proxy.blackhole()
    with dial(proxy) as second:
        client.sendall(b"held")
        second.sendall(b"too")
        assert is_silent(client)
        assert is_silent(second)
        proxy.forward()
        assert client.recv(65536) == b"held"
        assert second.recv(65536) == b"too"


def test_a_black_hole_keeps_the_end_of_the_server_from_the_client(
    proxy: FaultProxy, client: socket.socket
) -> None:
    proxy.blackhole()
    client.shutdown(socket.SHUT_WR)  # the echo server answers with its own end
    assert is_silent(client)
    proxy.forward()
    assert client.recv(1) == b""


def test_a_delay_holds_each_direction_and_not_the_throughput(
    proxy: FaultProxy, client: socket.socket
) -> None:
    proxy.delay(50)
    started = time.monotonic()
    for _ in range(10):
        client.sendall(b"x" * 1000)
    received = 0
    while received < 10_000:
        received += len(client.recv(65536))
    assert 0.1 <= time.monotonic() - started < 0.5  # one after the other they would take 1 s


def test_only_bytes_from_the_server_keep_a_connection_past_the_idle_limit(
    proxy: FaultProxy, client: socket.socket
) -> None:
    proxy.cut_after_idle_from_upstream(0.4)
    beats = time.monotonic() + 1
    while time.monotonic() < beats:
        assert says(client, b"x") == b"x"
    started = time.monotonic()
    client.settimeout(0.05)
    with pytest.raises(ConnectionError):  # noqa: PT012 - the end may meet either call
        while True:
            client.sendall(b"hush")
            try:
                if client.recv(1) == b"":
                    raise ConnectionError
            except TimeoutError:
                continue
    assert 0.3 < time.monotonic() - started < 2
    assert proxy.idle_cuts == 1


def test_without_a_server_the_client_is_closed(proxy: FaultProxy) -> None:
    proxy.upstream_ports = [1]  # nobody listens there
    with dial(proxy) as client:
        assert client.recv(1) == b""
