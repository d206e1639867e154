"""With DEBUG off: https behind a proxy, as `check --deploy` wants it; or plain http in a LAN."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.servers.app import ROOT, AppServer, copy_sqlite, environment, running_app
from tests.servers.people import Reply, Visitor, join_as_guest
from tests.servers.wire import Wire, open_wire

HOST = "chat.example.org"
KEY = "Tf3-Qm8_Zr1yWc6nBv0Xk5Jd9Lh2Gp4SaEuOi7RtYwMqNbVcDz"
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": HOST,
    "TRUSTED_PROXIES": "127.0.0.1",
}
LAN = {"DEBUG": "0", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "127.0.0.1", "PLAIN_HTTP": "1"}


@dataclass
class Browser(Visitor):
    """At https://chat.example.org, through the proxy of that site."""

    scheme: str = "https"
    host: str = HOST

    def headers(self) -> dict[str, str]:
        forwarded = {
            "Host": self.host,
            "X-Forwarded-Proto": self.scheme,
            "X-Forwarded-For": "203.0.113.7",
        }
        return {**super().headers(), "Origin": f"{self.scheme}://{self.host}", **forwarded}


def manage(data: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    url = f"sqlite:///{data / 'lifeline.sqlite3'}"
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command],
        env=environment(data, url, None, env),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """In production, its static files collected."""
    folder = tmp_path_factory.mktemp("production")
    collected = manage(folder, "collectstatic", "--no-input", "--verbosity", "0", **PRODUCTION)
    assert collected.returncode == 0, collected.stderr
    with running_app(folder, copy_sqlite(migrated_sqlite, folder), env=PRODUCTION) as server:
        yield server


@pytest.fixture
def alice(site: AppServer) -> Browser:
    browser = Browser(site.origin, "Alice")
    browser.get("/")
    return browser


def set_cookies(reply: Reply) -> dict[str, str]:
    lines = reply.headers.get_all("Set-Cookie", [])
    return {line.partition("=")[0]: line for line in lines}


def test_django_finds_nothing_to_warn_of_in_production(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "TRUSTED_PROXIES"])
def test_what_production_needs_is_said_and_not_made_up(tmp_path: Path, missing: str) -> None:
    env = {name: value for name, value in PRODUCTION.items() if name != missing}
    # The tests' servers all have a key.
    done = manage(tmp_path, "check", **{**env, **({"SECRET_KEY": ""} if "KEY" in missing else {})})
    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr


def test_it_says_for_whom_it_listens(site: AppServer) -> None:
    said = f"Lifeline listens on 127.0.0.1:{site.port}, for https://{HOST}, behind a proxy."
    assert said in site.log_text()


def test_plain_http_is_led_to_https(site: AppServer) -> None:
    reply = Browser(site.origin, scheme="http").get("/accounts/login/?next=/chat/")
    assert (reply.status, reply.location) == (301, f"https://{HOST}/accounts/login/?next=/chat/")


def test_cookies_go_by_https_alone_and_from_our_own_pages(site: AppServer, alice: Browser) -> None:
    joined = alice.post_form("/guest/", name="Alice")
    assert joined.location == "/chat/"
    session = set_cookies(joined)["sessionid"]
    for word in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert word in session
    assert "Secure" in set_cookies(Browser(site.origin).get("/"))["csrftoken"]


def test_every_page_has_the_headers_of_a_strict_site(alice: Browser) -> None:
    headers = alice.get("/").headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_foreign_host_and_a_foreign_form_are_refused(site: AppServer, alice: Browser) -> None:
    assert Browser(site.origin, host="evil.example").get("/").status == 400
    alice.host = "evil.example"
    assert alice.post_form("/guest/", name="Bob").status == 400
    assert site.log_text().count("Traceback") == 0


async def test_a_websocket_is_let_in_from_the_site_s_own_pages(site: AppServer) -> None:
    headers = {"Origin": f"https://{HOST}"}
    async with connect(site.ws_url(), additional_headers=headers, proxy=None) as connection:
        assert (await Wire(connection).expect("bye"))["code"] == 4401


@pytest.mark.parametrize(
    "origin",
    [
        *(f"http://{HOST}", f"https://{HOST}:8443", "https://evil.example"),
        "http://127.0.0.1:{port}",
    ],
)
async def test_and_from_no_other(site: AppServer, origin: str) -> None:
    headers = {"Origin": origin.format(port=site.port)}
    with pytest.raises(InvalidStatus) as refused:
        await connect(site.ws_url(), additional_headers=headers, proxy=None)
    assert refused.value.response.status_code == 403


async def test_in_a_lan_it_does_without_https(
    site: AppServer, sqlite_url: str, tmp_path: Path
) -> None:
    lan = AppServer(tmp_path, sqlite_url, env=LAN)
    # As `make run` has them; the static files are collected already.
    lan.env |= {"PORT": str(lan.port), "DATA_DIR": str(site.folder)}
    try:
        lan.start()
        alice = join_as_guest(lan.origin, "Alice")
        page = alice.get("/chat/")
        async with open_wire(lan.ws_url(), alice) as wire:
            assert await wire.hello()
    finally:
        lan.kill()
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] is None
