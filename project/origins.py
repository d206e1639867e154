"""Origins as browsers write them (RFC 6454): scheme, host, and the port if it is not the usual."""

from collections.abc import Iterable
from urllib.parse import urlsplit

USUAL_PORTS = {"http": 80, "https": 443}


def origin_of(address: str) -> str | None:
    """The origin in a browser's spelling; None if it is anything else than an origin."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname
    if parts.scheme not in USUAL_PORTS or not host or address.count("/") != 2 or "@" in address:
        return None
    spelled = f"[{host}]" if ":" in host else host
    usual = port in {None, USUAL_PORTS[parts.scheme]}
    return f"{parts.scheme}://{spelled}{'' if usual else f':{port}'}"


def host_of(address: str) -> str | None:
    """The host in an address, or in what is only a part of one; None if there is none."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = parts.hostname
    except ValueError:
        return None
    return f"[{host}]" if host and ":" in host else host


def of_hosts(hosts: Iterable[str], https: bool, port: int) -> list[str]:
    """Of the pages a site serves at these hosts; of a pattern (`*`, `.example.org`) there is none.

    By http it is seldom behind a proxy, and has the server's own port.
    """
    addresses: list[str] = []
    for host in hosts:
        if not host.startswith((".", "*")):
            addresses += (
                [f"https://{host}"] if https else [f"http://{host}:{port}", f"http://{host}"]
            )
    return list(dict.fromkeys(filter(None, map(origin_of, addresses))))
