"""Connections are limited by address only where it says who that is."""

import pytest
from django.test import override_settings

from chat.transports.address import limited_by


def scope(client: str | None, forwarded_for: str | None = None) -> dict[str, object]:
    headers = [] if forwarded_for is None else [(b"x-forwarded-for", forwarded_for.encode())]
    return {"client": None if client is None else [client, 1234], "headers": headers}


@override_settings(TRUSTED_PROXIES=[])
@pytest.mark.parametrize(
    ("peer", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1:2:3:4", "2001:db8::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        (None, None),
    ],
)
def test_a_direct_peer_counts_by_its_own_address(peer: str | None, key: str | None) -> None:
    assert limited_by(scope(peer)) == key
    assert limited_by(scope(peer, "198.51.100.7")) == key


@override_settings(TRUSTED_PROXIES=["127.0.0.1", "unix"])
@pytest.mark.parametrize("peer", ["127.0.0.1", None])
def test_behind_a_trusted_proxy_the_client_counts(peer: str | None) -> None:
    assert limited_by(scope(peer, "203.0.113.9, 198.51.100.7")) == "198.51.100.7"
    assert limited_by(scope(peer)) is None
