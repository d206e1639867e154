"""/healthz, /readyz and /metrics answer whatever else hangs, and tell strangers little."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django import Settings

from chat import runtime
from chat.transports import readiness
from chat.transports.probes import Probes
from chat.transports.readiness import Readiness

HERE, FAR = ["127.0.0.1", 50_000], ["203.0.113.7", 50_000]


class Hints:
    healthy = proven = True


class Services:
    hints = Hints()


class Reply:
    def __init__(self, sent: list[Any]) -> None:
        [start, body] = sent
        self.status: int = start["status"]
        self.headers = dict(start["headers"])
        self.body: bytes = body["body"]

    def json(self) -> Any:
        return json.loads(self.body)


class Asked:
    """`database` is what the readiness check does; Django is never reached."""

    def __init__(self) -> None:
        self.checks = 0
        self.database = lambda: None
        self.passed_on: list[str] = []
        self._probes = Probes(self._django, Readiness(self._check))

    def _check(self) -> None:
        self.checks += 1
        self.database()

    async def _django(self, scope: Any, receive: Any, send: Any) -> None:
        self.passed_on.append(scope["path"])

    async def get(
        self, path: str, *, client: Any = HERE, method: str = "GET", **headers: str
    ) -> Reply:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        given = [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ]
        scope = {"path": path, "method": method, "client": client, "headers": given}
        await self._probes(scope, None, send)
        return Reply(sent)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    monkeypatch.setattr(runtime, "services", Services)
    return Asked()


@pytest.fixture
def hanging() -> Iterator[threading.Event]:
    """A database that says nothing until the test is over."""
    release = threading.Event()
    yield release
    release.set()


# --- /healthz ---------------------------------------------------------------------------------


async def test_health_asks_nobody(asked: Asked) -> None:
    reply = await asked.get("/healthz", client=None)

    assert (reply.status, reply.json()) == (200, {"status": "ok"})
    assert asked.checks == 0
    assert asked.passed_on == []


async def test_head_has_no_body_and_other_methods_are_refused(asked: Asked) -> None:
    assert (await asked.get("/healthz", method="HEAD")).body == b""
    assert (await asked.get("/healthz", method="POST")).status == 405


async def test_an_answer_is_not_kept_and_sets_no_cookie(asked: Asked) -> None:
    headers = (await asked.get("/readyz")).headers

    assert headers[b"cache-control"] == b"no-store"
    assert b"set-cookie" not in headers


# --- /readyz ----------------------------------------------------------------------------------


async def test_ready_when_all_answer(asked: Asked) -> None:
    reply = await asked.get("/readyz")

    assert (reply.status, reply.json()) == (200, {"status": "ok", "reasons": []})


async def test_without_redis_it_serves_and_says_so(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Hints, "healthy", False)

    reply = await asked.get("/readyz")

    assert (reply.status, reply.json()["status"]) == (200, "degraded")
    assert "channel layer" in reply.json()["reasons"][0]


async def test_what_has_not_answered_yet_is_not_taken_for_well(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Hints, "proven", False)

    assert (await asked.get("/readyz")).json()["status"] == "degraded"


async def test_a_drain_is_told_at_once(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "draining", True)

    reply = await asked.get("/readyz")

    assert (reply.status, reply.json()["status"]) == (503, "draining")
    assert asked.checks == 0


async def test_without_a_database_it_is_down_and_names_no_host(asked: Asked) -> None:
    def away() -> None:
        raise OperationalError("connection to server at db.internal failed for user chat")

    asked.database = away

    reply = await asked.get("/readyz")

    assert (reply.status, reply.json()["status"]) == (503, "down")
    assert b"db.internal" not in reply.body


async def test_a_database_that_hangs_delays_no_answer(
    asked: Asked, hanging: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "PATIENCE_S", 0.01)
    asked.database = hanging.wait

    async with asyncio.timeout(1):
        replies = [await asked.get("/readyz") for _ in range(10)]

    assert {reply.status for reply in replies} == {503}
    assert asked.checks == 1, "what hangs is asked once, not with every probe"


async def test_many_probes_are_one_question(asked: Asked) -> None:
    await asyncio.gather(*(asked.get("/readyz") for _ in range(50)))

    assert asked.checks == 1


async def test_it_is_ready_again_when_the_database_is_back(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(readiness, "FRESH_S", 0)
    asked.database = away
    assert (await asked.get("/readyz")).status == 503
    asked.database = lambda: None

    assert (await asked.get("/readyz")).status == 200


# --- /metrics ---------------------------------------------------------------------------------


async def test_metrics_on_this_machine(asked: Asked) -> None:
    reply = await asked.get("/metrics")

    assert reply.status == 200
    assert b"\nlifeline_connections " in reply.body


@pytest.mark.parametrize("client", [FAR, None, ["", 0]])
async def test_metrics_are_not_for_others(asked: Asked, client: Any) -> None:
    reply = await asked.get("/metrics", client=client)

    assert reply.status == 403
    assert b"METRICS_TOKEN" in reply.body


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "x_real_ip"])
async def test_a_proxy_on_this_machine_does_not_open_them(asked: Asked, header: str) -> None:
    assert (await asked.get("/metrics", **{header: "203.0.113.7"})).status == 403


async def test_with_a_token_only_who_has_it_reads_them(asked: Asked, settings: Settings) -> None:
    settings.METRICS_TOKEN = "a secret"

    assert (await asked.get("/metrics")).status == 403
    assert (await asked.get("/metrics", authorization="Bearer another")).status == 403
    right = await asked.get("/metrics", client=FAR, authorization="Bearer a secret")
    assert right.status == 200


# --- By which name ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("chat.example.org", 200),
        ("evil.example", 403),
        ("", 403),
        ("\xff", 403),
    ],
)
async def test_a_page_that_calls_us_by_its_own_name_reads_no_metrics(
    asked: Asked, settings: Settings, host: str, status: int
) -> None:
    """In a browser on this machine: DNS rebinding."""
    settings.ALLOWED_HOSTS = ["chat.example.org"]

    assert (await asked.get("/metrics", host=host)).status == status


async def test_who_calls_us_by_another_name_is_told_no_reasons(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Probes of an orchestrator ask by the address of the container: the status is for them."""
    monkeypatch.setattr(Hints, "healthy", False)

    foreign = await asked.get("/readyz", host="10.0.0.7:8000")
    ours = await asked.get("/readyz", host="localhost:8000")

    assert (foreign.status, foreign.json()) == (200, {"status": "degraded", "reasons": []})
    assert ours.json()["reasons"]
