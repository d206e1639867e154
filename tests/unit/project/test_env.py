"""Settings from the environment: what cannot be read stops the start and says which it was."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from project import env

SetEnv = Callable[[str | None], None]


@pytest.fixture
def set_env(monkeypatch: pytest.MonkeyPatch) -> SetEnv:
    """`set_env("1")`: the variable X; None: it is not set."""

    def set_to(value: str | None) -> None:
        if value is None:
            monkeypatch.delenv("X", raising=False)
        else:
            monkeypatch.setenv("X", value)

    return set_to


@pytest.mark.parametrize(("value", "read"), [(None, "default"), ("", ""), ("a", "a")])
def test_text(set_env: SetEnv, value: str | None, read: str) -> None:
    set_env(value)

    assert env.text("X", "default") == read


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "yes", "on"])
def test_what_means_yes(set_env: SetEnv, value: str) -> None:
    set_env(value)

    assert env.flag("X", default=False) is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off", ""])
def test_what_means_no(set_env: SetEnv, value: str) -> None:
    set_env(value)

    assert env.flag("X", default=True) is False


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_that_is_not_set_is_its_default(set_env: SetEnv, default: bool) -> None:
    set_env(None)

    assert env.flag("X", default=default) is default


@pytest.mark.parametrize("value", ["maybe", "2", " 1"])
def test_what_is_neither_yes_nor_no_stops_the_start(set_env: SetEnv, value: str) -> None:
    set_env(value)

    with pytest.raises(ImproperlyConfigured, match=f"X={re.escape(repr(value))}"):
        env.flag("X", default=True)


@pytest.mark.parametrize(("value", "read"), [(None, 7), ("0", 0), ("12", 12)])
def test_a_whole_number(set_env: SetEnv, value: str | None, read: int) -> None:
    set_env(value)

    assert env.integer("X", 7) == read


@pytest.mark.parametrize("value", ["", "-1", "1.5", "ten", " 1", "9"])
def test_what_is_no_number_or_too_small_stops_the_start(set_env: SetEnv, value: str) -> None:
    set_env(value)

    with pytest.raises(ImproperlyConfigured, match=r"X=.* of 10 or more"):
        env.integer("X", 100, at_least=10)


@pytest.mark.parametrize(
    ("value", "read"), [(None, []), ("", []), ("a", ["a"]), (" a , b ,,", ["a", "b"])]
)
def test_a_list_of_words(set_env: SetEnv, value: str | None, read: list[str]) -> None:
    set_env(value)

    assert env.words("X") == read


@pytest.mark.parametrize("value", [None, "1", "8000", "65535"])
def test_a_port(set_env: SetEnv, value: str | None) -> None:
    set_env(value)

    assert env.port("X", 8000) == int(value or 8000)


@pytest.mark.parametrize("value", ["", "0", "65536", "abc", "-1"])
def test_what_is_no_port_stops_the_start(set_env: SetEnv, value: str) -> None:
    set_env(value)

    with pytest.raises(ImproperlyConfigured, match="from 1 to 65535"):
        env.port("X", 8000)


@pytest.mark.parametrize(
    "value", ["", "*", ".example.org", "Chat.example.org, 192.0.2.7,[::1]", "my_host"]
)
def test_a_list_of_hosts(set_env: SetEnv, value: str) -> None:
    set_env(value)

    assert env.hosts("X") == env.words("X")


@pytest.mark.parametrize(
    "value",
    [
        *("https://chat.example.org", "chat.example.org:8000", "chat.example.org/"),
        *("localhost,//chat.example.org/chat", "me@chat.example.org"),
    ],
)
def test_an_address_in_place_of_a_host_stops_the_start_and_is_told_the_host(
    set_env: SetEnv, value: str
) -> None:
    set_env(value)

    with pytest.raises(ImproperlyConfigured, match=r"X: .* such as chat\.example\.org, without"):
        env.hosts("X")


@pytest.mark.parametrize("value", ["::1", "http://", "http://[", "a b/c"])
def test_what_is_no_host_stops_the_start(set_env: SetEnv, value: str) -> None:
    set_env(value)

    with pytest.raises(ImproperlyConfigured, match=r"X: .* is more or less than a host"):
        env.hosts("X")


@pytest.mark.parametrize("value", ["", "unix", "192.0.2.7", "10.0.0.0/8, fd00::/8,unix"])
def test_a_list_of_networks(set_env: SetEnv, value: str) -> None:
    set_env(value)

    assert env.networks("X", besides="unix") == env.words("X")


@pytest.mark.parametrize("value", ["nginx", "10.0.0.1/8", "10.0.0", "10.0.0.1, socket"])
def test_what_is_no_network_stops_the_start(set_env: SetEnv, value: str) -> None:
    set_env(value)

    with pytest.raises(ImproperlyConfigured, match=r"X: .*unix"):
        env.networks("X", besides="unix")


# --- The secret key ---------------------------------------------------------------------------


@pytest.fixture
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)


def test_the_environments_key_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "from outside")

    assert env.secret_key(debug=True, kept_in=tmp_path / "key") == "from outside"
    assert not (tmp_path / "key").exists()


@pytest.mark.usefixtures("no_key")
def test_in_development_a_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    kept_in = tmp_path / "var" / "key"

    key = env.secret_key(debug=True, kept_in=kept_in)

    assert len(key) >= 50
    assert env.secret_key(debug=True, kept_in=kept_in) == key
    assert kept_in.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("no_key")
def test_two_sites_have_two_keys(tmp_path: Path) -> None:
    keys = {env.secret_key(debug=True, kept_in=tmp_path / name) for name in "ab"}

    assert len(keys) == 2


@pytest.mark.usefixtures("no_key")
def test_a_key_file_left_empty_by_a_crash_is_filled(tmp_path: Path) -> None:
    kept_in = tmp_path / "key"
    kept_in.touch()

    assert len(env.secret_key(debug=True, kept_in=kept_in)) >= 50


@pytest.mark.parametrize("value", [None, ""])
def test_without_debug_the_key_is_demanded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("SECRET_KEY", raising=False)
    else:
        monkeypatch.setenv("SECRET_KEY", value)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.secret_key(debug=False, kept_in=tmp_path / "key")
    assert not (tmp_path / "key").exists()


def test_without_debug_a_key_that_can_be_guessed_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 49)
    with pytest.raises(ImproperlyConfigured, match="49 characters"):
        env.secret_key(debug=False, kept_in=tmp_path / "key")

    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    assert env.secret_key(debug=False, kept_in=tmp_path / "key") == "x" * 50


# --- What production cannot do without --------------------------------------------------------


def test_all_that_is_missing_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("ALLOWED_HOSTS", " , ")
    monkeypatch.delenv("TRUSTED_PROXIES", raising=False)

    with pytest.raises(ImproperlyConfigured) as missing:
        env.demand(*env.DEMANDED)

    for name in env.DEMANDED:
        assert f"{name} is not set" in str(missing.value)


def test_to_trust_no_proxy_is_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "")

    env.demand("TRUSTED_PROXIES")
