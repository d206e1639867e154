"""Settings from the environment. A value that cannot be read stops the start and says which."""

import os
import secrets
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from project.origins import origin_of


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


def words(name: str, demanded: bool = False) -> list[str]:
    """A comma-separated list; empty if not set, unless it is demanded."""
    found = [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
    if demanded and not found:
        raise ImproperlyConfigured(
            f"{name} is not set. With DEBUG off it must come from the environment, as a list "
            "with commas: chat.example.org,localhost"
        )
    return found


def networks(name: str, besides: str, demanded: bool = False) -> list[str]:
    """Addresses and networks (192.0.2.7, 10.0.0.0/8, fd00::/8), and the word `besides`."""
    if demanded and name not in os.environ:
        raise ImproperlyConfigured(
            f"{name} is not set. With DEBUG off pages are served by https, which a proxy in front "
            f"has to do: name its address ({name}=127.0.0.1), or set PLAIN_HTTP=1 in a network "
            "that is to do without https."
        )
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
        return key
    if not debug:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. With DEBUG off it must come from the environment: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))' makes one."
        )
    if kept_in.exists() and (key := kept_in.read_text()):
        return key
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    kept_in.touch(mode=0o600)
    kept_in.write_text(key)
    return key
