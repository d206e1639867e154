"""Whose address a request came from, and as whom that counts where addresses are limited.

`X-Forwarded-For` is believed as far as proxies of TRUSTED_PROXIES wrote it: anybody may send one.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# In TRUSTED_PROXIES: whoever connects by a unix socket, which has no address.
UNIX = "unix"
# What one customer is given of IPv6, at the least (RFC 6177): they may use any address of it.
IPV6_PREFIX_BITS = 64


def client_address(peer: str | None, forwarded_for: str | None) -> str | None:
    """The client's own address: the last one that somebody trusted vouches for.

    `peer` is who holds the connection, None on a unix socket; `forwarded_for` the header. None if
    the address is unknown: there is then nobody to limit by it.
    """
    known = _parsed(peer) if peer else None
    trusted = _trusts(known) if peer else UNIX in settings.TRUSTED_PROXIES
    hops = (forwarded_for or "").split(",")
    while trusted and hops:
        hop = _parsed(hops.pop())
        if hop is None:  # not written by a proxy of ours
            break
        known, trusted = hop, _trusts(hop)
    return None if known is None else str(known)


def limit_key(address: str) -> str:
    """What has one limit together: an IPv4 address, or an IPv6 network of 64 bits."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((int(parsed), IPV6_PREFIX_BITS), strict=False))
    return str(parsed)


def address_of_scope(scope: Mapping[str, Any]) -> str | None:
    """That of an ASGI connection. Several headers of one name count as one, in their order."""
    client = scope.get("client")
    values = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return client_address(client[0] if client else None, b",".join(values).decode("latin1"))


def address_of_request(request: HttpRequest) -> str | None:
    """That of a Django request."""
    meta = request.META
    return client_address(meta.get("REMOTE_ADDR"), meta.get("HTTP_X_FORWARDED_FOR"))


def _parsed(text: str) -> Address | None:
    try:
        address = ip_address(text.strip().partition("%")[0])  # without the zone: eth0 of fe80::1
    except ValueError:
        return None
    # On a socket for both kinds IPv4 comes as ::ffff:192.0.2.1, and is no other.
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _trusts(address: Address | None) -> bool:
    if address is None:
        return False
    return any(address in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


@lru_cache
def _networks(words: Iterable[str]) -> list[Network]:
    return [ip_network(word) for word in words if word != UNIX]
