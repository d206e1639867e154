"""An address is believed if somebody trusted vouches for it, and only then."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from chat.address import address_of_request, address_of_scope, client_address, limit_key

PROXY = "10.0.0.1"
CLIENT = "203.0.113.7"


@pytest.fixture(autouse=True)
def trusted(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "fd00::/8", "unix"]


@pytest.mark.parametrize("header", [None, "", CLIENT, "10.0.0.9", "nonsense"])
def test_who_is_no_proxy_of_ours_is_who_they_are(header: str | None) -> None:
    assert client_address("198.51.100.1", header) == "198.51.100.1"


@pytest.mark.parametrize(
    ("peer", "header"),
    [
        (PROXY, CLIENT),
        (PROXY, f"1.1.1.1, {CLIENT}"),
        (PROXY, f"10.0.0.9, {CLIENT}"),
        (PROXY, f"{CLIENT}, 10.0.0.9"),
        (PROXY, f"nonsense, {CLIENT} ,10.0.0.9,fd00::9"),
        ("fd00::1", CLIENT),
        (f"::ffff:{PROXY}", f"::ffff:{CLIENT}"),
        (None, CLIENT),
    ],
)
def test_a_trusted_proxy_is_asked_for_the_last_address_it_did_not_trust(
    peer: str | None, header: str
) -> None:
    assert client_address(peer, header) == CLIENT


@pytest.mark.parametrize("header", [None, "", "nonsense", "1.1.1.1, unknown", "2.2.2.2:80"])
def test_a_proxy_that_names_nobody_stands_for_itself(header: str | None) -> None:
    assert client_address(PROXY, header) == PROXY


def test_whatever_a_client_writes_they_do_not_become_unknown() -> None:
    assert client_address(PROXY, "nonsense, 10.3.3.3") == "10.3.3.3"


@pytest.mark.parametrize("header", [None, "", "nonsense"])
def test_on_a_unix_socket_without_a_word_nobody_is_known(header: str | None) -> None:
    assert client_address(None, header) is None


def test_a_unix_socket_is_trusted_only_if_the_settings_say_so(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert client_address(None, CLIENT) is None


def test_by_default_nobody_is_trusted(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert client_address("127.0.0.1", CLIENT) == "127.0.0.1"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
)
def test_one_customer_has_one_limit(one: str, other: str, same: bool) -> None:
    assert (limit_key(one) == limit_key(other)) is same


def test_a_zone_is_no_part_of_an_address() -> None:
    assert client_address("fe80::1%eth0", None) == "fe80::1"


def test_several_headers_are_one_list() -> None:
    headers = [(b"x-forwarded-for", b"1.1.1.1"), (b"x-forwarded-for", CLIENT.encode())]
    assert address_of_scope({"client": [PROXY, 5], "headers": headers}) == CLIENT
    assert address_of_scope({"client": None, "headers": headers}) == CLIENT
    assert address_of_scope({"client": [PROXY, 5], "headers": []}) == PROXY


def test_a_request_is_asked_the_same_way() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=CLIENT)
    assert address_of_request(request) == CLIENT
