"""Settings from the environment. A value that cannot be read stops the start and says which."""

import os
import secrets
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


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
