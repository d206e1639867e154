"""Which address a WebSocket connection counts for, where connections are limited."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from chat.address import address_of_scope, limit_key


def limited_by(scope: Mapping[str, Any]) -> str | None:
    """None where the address says nothing of who it is.

    From this machine itself comes the proxy that nobody told us to trust, and with it everybody.
    """
    address = address_of_scope(scope)
    if address is None or ip_address(address).is_loopback:
        return None
    return limit_key(address)
