"""Settings from the environment. A value that cannot be read stops the start and says which."""

import os
import secrets
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from project.origins import host_of, origin_of

MOST_PORT = 65_535
# As Django's own `check --deploy` wants it: 50 of 64 characters are 300 bits.
KEY_CHARS = 50
MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' makes one"
# What nobody can guess for a site that others use.
DEMANDED = {
    "SECRET_KEY": f"signs sessions: {MAKE_A_KEY}",
    "ALLOWED_HOSTS": "the names the site goes by, with commas: chat.example.org,chat.example.com",
    "TRUSTED_PROXIES": "the address of the proxy that does https: 127.0.0.1 (in a network that is "
    "to do without https set PLAIN_HTTP=1 instead)",
}


def demand(*names: str) -> None:
    """One message about all of these that are not set."""
    # To trust no proxy (TRUSTED_PROXIES=) is a choice; no key, and no name, are none.
    missing = [
        name
        for name in names
        if not os.environ.get(name, "").strip(" ,")
        and not (name == "TRUSTED_PROXIES" and name in os.environ)
    ]
    if missing:
        lines = [f"\n  {name} is not set: {DEMANDED[name]}" for name in missing]
        raise ImproperlyConfigured(f"With DEBUG off the environment has to say:{''.join(lines)}")


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: set it to 1 or 0.")


def choice(name: str, default: str, of: Sequence[str]) -> str:
    value = os.environ.get(name, default)
    if value not in of:
        raise ImproperlyConfigured(f"{name}={value!r} is none of these: {', '.join(of)}.")
    return value


def integer(name: str, default: int, at_least: int = 0) -> int:
    value = os.environ.get(name)
    if value is None:
        return default
    if not value.isdecimal() or int(value) < at_least:
        raise ImproperlyConfigured(f"{name}={value!r} is no whole number of {at_least} or more.")
    return int(value)


def port(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or not 1 <= int(value) <= MOST_PORT:
        raise ImproperlyConfigured(f"{name}={value!r} is no number from 1 to {MOST_PORT}.")
    return int(value)


def words(name: str) -> list[str]:
    """A comma-separated list; empty if not set."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def hosts(name: str) -> list[str]:
    """Names of hosts without scheme and port, as Django compares them; with `*` or `.` before."""
    found = words(name)
    for word in found:
        if word != "*" and host_of(word) != word.lower():
            only = host_of(word)
            raise ImproperlyConfigured(
                f"{name}: {word!r} is more or less than a host. It is a list with commas of such "
                f"as {only or 'chat.example.org'}, without scheme, port and path."
            )
    return found


def networks(name: str, besides: str) -> list[str]:
    """Addresses and networks (192.0.2.7, 10.0.0.0/8, fd00::/8), and the word `besides`."""
    found = words(name)
    try:
        for word in set(found) - {besides}:
            ip_network(word)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}: {error}. It is a list of addresses and networks, or the word {besides}."
        ) from None
    return found


def origins(name: str, default: list[str]) -> list[str]:
    """Schemes with hosts, and ports where they are unusual, as browsers write them."""
    found = [origin_of(word) for word in words(name)]
    if None in found:
        raise ImproperlyConfigured(
            f"{name}: {words(name)[found.index(None)]!r} is no origin. It is a list with commas "
            "of such as https://chat.example.org or http://192.0.2.7:8000."
        )
    return [origin for origin in found if origin is not None] or default


def database(name: str, default: str) -> dj_database_url.DBConfig:
    """SQLite or PostgreSQL, by its URL."""
    url = os.environ.get(name, default)
    if not url.startswith(("sqlite:", "postgres:", "postgresql:")):
        raise ImproperlyConfigured(
            f"{name} is neither sqlite:///path/to/file nor postgres://user:password@host/name."
        )
    return dj_database_url.parse(url)


def secret_key(debug: bool, kept_in: Path) -> str:
    """The secret key: from SECRET_KEY; in development made once and kept in a file."""
    if key := os.environ.get("SECRET_KEY"):
        if not debug and len(key) < KEY_CHARS:
            raise ImproperlyConfigured(
                f"SECRET_KEY has {len(key)} characters. With DEBUG off it takes {KEY_CHARS} or "
                f"more, by chance: {MAKE_A_KEY}."
            )
        return key
    if not debug:
        demand("SECRET_KEY")
    if kept_in.exists() and (key := kept_in.read_text()):
        return key
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    kept_in.touch(mode=0o600)
    kept_in.write_text(key)
    return key
