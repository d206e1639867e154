"""An origin has one spelling, that of browsers; what is more or less than one is none."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from project import env
from project.origins import of_hosts, origin_of


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://chat.example.org", "https://chat.example.org"),
        ("HTTPS://Chat.Example.org:443", "https://chat.example.org"),
        ("http://chat.example.org:443", "http://chat.example.org:443"),
        ("http://192.0.2.7:8000", "http://192.0.2.7:8000"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_an_origin_is_spelled_as_browsers_do(address: str, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "address",
    [
        *("", "chat.example.org", "https://", "https://chat.example.org/", "null", "ftp://x"),
        *("https://*.example.org/x", "https://me@chat.example.org", "http://[", "http://x:port"),
    ],
)
def test_anything_else_is_none(address: str) -> None:
    assert origin_of(address) is None


def test_a_site_s_pages_are_at_its_hosts_by_https() -> None:
    hosts = ["chat.example.org", ".example.org", "*", "[2001:db8::1]"]
    assert of_hosts(hosts, https=True, port=8000) == [
        "https://chat.example.org",
        "https://[2001:db8::1]",
    ]


def test_by_plain_http_they_are_at_its_port_too() -> None:
    assert of_hosts(["192.0.2.7"], https=False, port=8000) == [
        "http://192.0.2.7:8000",
        "http://192.0.2.7",
    ]


def test_what_is_set_stands_in_place_of_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.origins("X", default=["https://a.example"]) == ["https://a.example"]
    monkeypatch.setenv("X", "https://b.example:443, http://c.example:8000")
    assert env.origins("X", default=["https://a.example"]) == [
        "https://b.example",
        "http://c.example:8000",
    ]


def test_what_is_no_origin_stops_the_start_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "https://b.example, chat.example.org")
    with pytest.raises(ImproperlyConfigured, match=r"X: 'chat\.example\.org' is no origin"):
        env.origins("X", default=[])
