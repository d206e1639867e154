"""Only our own pages, those that are allowed by name, and what is no browser may connect."""

import pytest
from django.test import override_settings
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import Settings

from chat.transports.origin import is_ours


def headers(origin: str | None, host: str = "chat.example.org") -> dict[bytes, bytes]:
    return {b"host": host.encode()} | ({} if origin is None else {b"origin": origin.encode()})


@override_settings(DEBUG=True)
@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://chat.example.org", "chat.example.org"),
        ("http://chat.example.org", "chat.example.org"),
        ("https://Chat.Example.ORG", "chat.example.org"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_in_development_a_page_s_own_address_is_ours(origin: str, host: str) -> None:
    assert is_ours(headers(origin, host))


def test_in_production_the_host_of_a_request_proves_nothing() -> None:
    assert not is_ours(headers("https://chat.example.org", "chat.example.org"))


def test_without_an_origin_it_is_no_browser() -> None:
    assert is_ours(headers(None))
    assert is_ours({})


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://chat.example.org.evil.example",
        "https://evilchat.example.org",
        "https://chat.example.org:444",
        "https://chat.example.org@evil.example",
        "https://evil.example/chat.example.org",
        "https://evil.example#chat.example.org",
        "chat.example.org",
        "null",
        "http://[",
        "http://[chat.example.org",
        "http://]chat.example.org",
        "//",
        "\xff",
    ],
)
def test_any_other_is_foreign(origin: str, debug: bool, settings: Settings) -> None:
    settings.DEBUG = debug
    settings.ALLOWED_ORIGINS = ["https://chat.example.org"] if not debug else []
    assert not is_ours(headers(origin))


@override_settings(DEBUG=True)
@given(st.binary(), st.binary())
@example(b"http://[", b"chat.example.org")
def test_whatever_the_headers_hold_there_is_an_answer(origin: bytes, host: bytes) -> None:
    assert is_ours({b"origin": origin, b"host": host}) in {True, False}


@override_settings(DEBUG=True)
def test_without_a_host_nothing_is_our_own() -> None:
    assert not is_ours({b"origin": b"https://chat.example.org"})
    assert not is_ours({b"origin": b"https://", b"host": b""})


@override_settings(ALLOWED_ORIGINS=["https://app.example.com"])
def test_origins_of_the_settings_are_let_in_exactly() -> None:
    assert is_ours(headers("https://app.example.com"))
    assert is_ours(headers("https://APP.example.com"))
    assert not is_ours(headers("http://app.example.com"))
    assert not is_ours(headers("https://app.example.com:8443"))
