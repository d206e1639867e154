"""`/healthz`, `/readyz` and `/metrics`, answered before Django sees the request.

So no middleware, session, redirect, host check or database stands in the way of the answer to
"does this process still run": see docs/metrics.md for what each says.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from msgspec.json import encode
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from chat.transports.readiness import Readiness

Application = Callable[[Any, Any, Any], Awaitable[Any]]

# Of a request that a proxy passed on: then the peer on loopback is the proxy, not who asks.
FORWARDING = {b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-real-ip", b"via"}
REFUSED = (
    b"For direct requests from this machine only, or with 'Authorization: Bearer' and the value"
    b" of METRICS_TOKEN.\n"
)


class Answer:
    def __init__(self, status: int, content_type: str, body: bytes) -> None:
        self.status, self.content_type, self.body = status, content_type, body

    async def send(self, send: Callable[[Any], Awaitable[None]], with_body: bool) -> None:
        headers = [
            (b"content-type", self.content_type.encode()),
            (b"content-length", b"%d" % len(self.body)),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body if with_body else b""})


class Probes:
    """The probes, and in front of everything else `application`."""

    def __init__(self, application: Application, readiness: Readiness) -> None:
        self._application, self._readiness = application, readiness

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        if (answer := await self._answer(scope)) is None:
            return await self._application(scope, receive, send)
        return await answer.send(send, with_body=scope["method"] != "HEAD")

    async def _answer(self, scope: Mapping[str, Any]) -> Answer | None:
        match scope["path"]:
            case "/healthz" | "/readyz" | "/metrics" if scope["method"] not in {"GET", "HEAD"}:
                return Answer(405, "text/plain", b"GET or HEAD only.\n")
            case "/healthz":
                return Answer(200, "application/json", encode({"status": "ok"}))
            case "/readyz":
                state = await self._readiness.state()
                return Answer(200 if state.ready else 503, "application/json", encode(state))
            case "/metrics" if may_read_metrics(scope):
                return Answer(200, CONTENT_TYPE_LATEST, generate_latest())
            case "/metrics":
                return Answer(403, "text/plain", REFUSED)
        return None


def may_read_metrics(scope: Mapping[str, Any]) -> bool:
    """With METRICS_TOKEN set whoever has it; without, a direct peer on this machine."""
    headers = dict(scope["headers"])
    if settings.METRICS_TOKEN:
        given = headers.get(b"authorization", b"")
        return secrets.compare_digest(given, b"Bearer " + settings.METRICS_TOKEN.encode())
    return _is_loopback(scope.get("client")) and not FORWARDING & headers.keys()


def _is_loopback(client: Any) -> bool:
    """On a unix socket there is no address: that is a proxy."""
    try:
        return bool(client) and ip_address(client[0]).is_loopback
    except ValueError:
        return False
