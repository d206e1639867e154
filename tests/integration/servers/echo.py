"""A server that sends back what it gets, and people who talk to it through a proxy."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.servers.proxy import FaultProxy

SILENCE_S = 0.3  # how long a socket is listened to before it counts as silent


class Echo(socketserver.BaseRequestHandler):
    """Sends back all but `hush`, so that a client can talk to a silent server."""

    def handle(self) -> None:
        assert isinstance(self.server, EchoServer)
        while data := self.request.recv(65536):
            if data != b"hush":
                self.request.sendall(self.server.name + data)


class EchoServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    name = b""

    def handle_error(self, *_: object) -> None:
        """A connection that a test resets is no error of the server's."""


@contextmanager
def echo_server(name: bytes = b"") -> Iterator[int]:
    """Its port. It says its name before each answer."""
    with EchoServer(("127.0.0.1", 0), Echo) as server:
        server.name = name
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def dial(proxy: FaultProxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=5)


@contextmanager
def clients(proxy: FaultProxy, count: int) -> Iterator[list[socket.socket]]:
    """Connected one after the other, each of them through to the server."""
    with ExitStack() as open_ones:
        connected = [open_ones.enter_context(dial(proxy)) for _ in range(count)]
        assert all(says(client, b"hello").endswith(b"hello") for client in connected)
        yield connected


def says(client: socket.socket, data: bytes) -> bytes:
    client.sendall(data)
    return client.recv(65536)


def answers(client: socket.socket) -> bool:
    """Whether it is heard, and hears, within a short time."""
    client.settimeout(SILENCE_S)
    try:
        return says(client, b"x") == b"x"
    except OSError:
        return False
    finally:
        client.settimeout(5)


def is_silent(client: socket.socket) -> bool:
    client.settimeout(SILENCE_S)
    try:
        return client.recv(1) is None
    except TimeoutError:
        return True
    finally:
        client.settimeout(5)


def until_the_end(client: socket.socket) -> bytes:
    heard = b""
    while more := client.recv(65536):
        heard += more
    return heard
