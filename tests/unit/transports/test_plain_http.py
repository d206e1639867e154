"""A plain GET where a WebSocket belongs is told, in words, whether a WebSocket would be welcome."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django import Settings

from chat import runtime
from chat.models import Person
from chat.realtime.login import Login
from chat.realtime.places import Places
from chat.realtime.throttle import KeyedBuckets
from chat.transports.plain_http import PlainHttp

FAR = "203.0.113.7"
ALICE = Person(pk=7, name="Alice")


class Services:
    """As much of them as is asked; `login` is whose cookie it is, or the database's trouble."""

    def __init__(self) -> None:
        self.addresses, self.people = Places(1), Places(1)
        self.diagnoses = KeyedBuckets(1, 3, clock=lambda: 0.0)
        self.readers = self
        self.login: Login | OperationalError | None = Login(ALICE, "mark", 1, 0.0)
        self.looked_up = 0

    async def logins(self, read: Callable[[], Any]) -> Login | None:
        self.looked_up += 1
        if isinstance(self.login, OperationalError):
            raise self.login
        return self.login


class Answer:
    def __init__(self, sent: list[Any]) -> None:
        [start, body] = sent
        self.status: int = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}
        self.body: bytes = body["body"]
        told: dict[str, str] = json.loads(self.body or "{}")
        self.code, self.detail = told.get("code"), told.get("detail", "")


@pytest.fixture(autouse=True)
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    services = Services()
    monkeypatch.setattr(runtime, "services", lambda: services)
    return services


async def django(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError(f"{scope['path']} got through to Django")


async def ask(path: str = "/ws/chat/", method: str = "GET", **headers: str) -> Answer:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"path": path, "method": method, "client": [FAR, 1], "headers": given}
    await PlainHttp(django)(scope, None, send)
    return Answer(sent)


async def test_who_would_be_welcome_learns_that_the_upgrade_got_lost(services: Services) -> None:
    answer = await ask()

    assert (answer.status, answer.code) == (426, "upgrade-required")
    assert answer.headers["upgrade"] == "websocket"
    assert answer.headers["cache-control"] == "no-store"
    assert "in between" in answer.detail
    assert not services.addresses.taken
    assert not services.people.taken


async def test_a_proxy_is_sent_no_header_that_is_for_the_next_hop_alone() -> None:
    answer = await ask(x_forwarded_for=FAR)

    assert answer.status == 426
    assert not {"upgrade", "connection"} & answer.headers.keys()


async def test_who_is_not_logged_in_is_told(services: Services) -> None:
    services.login = None
    answer = await ask()
    assert (answer.status, answer.code) == (401, "login-needed")


async def test_who_is_banned_is_told_why(services: Services) -> None:
    banned = Person(pk=8, name="Charlie", is_active=False, ban_reason="spam")
    services.login = Login(banned, "mark", 1, 0.0)
    answer = await ask()
    assert (answer.status, answer.code) == (403, "forbidden")
    assert "spam" in answer.detail


async def test_a_foreign_page_is_refused_before_anybody_is_looked_up(services: Services) -> None:
    answer = await ask(origin="https://evil.example")
    assert (answer.status, answer.code) == (403, "forbidden")
    assert services.looked_up == 0


async def test_too_many_connections_of_the_address_cost_no_look_up(services: Services) -> None:
    services.addresses.take(FAR)
    answer = await ask()
    assert (answer.status, answer.code) == (429, "throttled")
    assert int(answer.headers["retry-after"]) == 30
    assert services.looked_up == 0


async def test_too_many_questions_of_an_address_cost_no_look_up(services: Services) -> None:
    statuses = [(await ask()).status for _ in range(5)]
    assert statuses == [426] * 3 + [429] * 2
    assert services.looked_up == 3


async def test_too_many_connections_of_the_person(services: Services) -> None:
    services.people.take(ALICE.pk)
    answer = await ask()
    assert (answer.status, answer.code) == (429, "throttled")
    assert "tabs" in answer.detail


async def test_a_process_that_ends_sends_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "draining", True)
    answer = await ask()
    assert (answer.status, answer.code) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) >= 1


async def test_a_database_that_is_away_is_a_503(services: Services) -> None:
    services.login = OperationalError("host db.internal is gone")
    answer = await ask()
    assert (answer.status, answer.code) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert "internal" not in answer.detail


@pytest.mark.parametrize("path", ["/ws/", "/ws/chat", "/ws/chat/more/", "/ws/elsewhere/"])
async def test_where_nothing_is_served_that_is_said(path: str) -> None:
    assert (await ask(path)).status == 404


async def test_other_paths_are_django_s() -> None:
    with pytest.raises(AssertionError, match="/chat/ got through"):
        await ask("/chat/")


async def test_a_head_gets_the_same_answer_without_its_body() -> None:
    answer = await ask(method="HEAD")
    assert (answer.status, answer.body) == (426, b"")


async def test_any_other_method_learns_which_are_answered() -> None:
    answer = await ask(method="POST")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_the_words_are_in_the_language_of_the_pages(
    services: Services, settings: Settings
) -> None:
    services.login = None
    by_cookie = await ask(cookie=f"{settings.LANGUAGE_COOKIE_NAME}=zh-hans")
    by_header = await ask(accept_language="zh-CN")
    assert by_cookie.detail == by_header.detail != (await ask()).detail
