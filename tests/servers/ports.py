"""Loopback ports: a free one, and whether somebody listens on one."""

import random
import socket

# Below the ports from which Linux (32768 up) and macOS (49152 up) dial out: a client that dials
# a closed port of its own dial-out range can connect to itself, and a server that was stopped
# could find its port taken by somebody's outgoing connection.
LOWEST, HIGHEST = 20_000, 32_000

_given: set[int] = set()


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on; never the same twice in this process."""
    candidates = random.SystemRandom().sample(range(LOWEST, HIGHEST), k=200)
    for port in candidates:
        if port not in _given and _can_bind(port):
            _given.add(port)
            return port
    raise RuntimeError(f"No free port between {LOWEST} and {HIGHEST} on 127.0.0.1.")


def accepts(port: int) -> bool:
    """Whether a TCP port of 127.0.0.1 takes a connection now."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _can_bind(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose last connections are in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
