"""`/healthz`, `/readyz` and `/metrics`, answered before Django sees the request.

So no middleware, session, redirect, host check or database stands in the way of the answer to
"does this process still run": see docs/metrics.md for what each says.
"""

import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from msgspec.json import encode
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from chat.transports.asgi import Application
from chat.transports.readiness import Readiness
from chat.transports.response import Response

# Of a request that a proxy passed on: then the peer on loopback is the proxy, not who asks.
FORWARDING = {b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-real-ip", b"via"}
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
REFUSED = (
    b"For direct requests from this machine only, by a Host of its own, or with"
    b" 'Authorization: Bearer' and the value of METRICS_TOKEN.\n"
)


class Probes:
    """The probes, and in front of everything else `application`."""

    def __init__(self, application: Application, readiness: Readiness) -> None:
        self._application, self._readiness = application, readiness

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        if (response := await self._response(scope)) is None:
            return await self._application(scope, receive, send)
        return await response.send(send, with_body=scope["method"] != "HEAD")

    async def _response(self, scope: Mapping[str, Any]) -> Response | None:
        match scope["path"]:
            case "/healthz" | "/readyz" | "/metrics" if scope["method"] not in {"GET", "HEAD"}:
                return Response(405, "text/plain", b"GET or HEAD only.\n")
            case "/healthz":
                return Response(200, "application/json", encode({"status": "ok"}))
            case "/readyz":
                state = await self._readiness.state()
                if not asked_by_our_name(scope):
                    state.reasons.clear()
                return Response(200 if state.ready else 503, "application/json", encode(state))
            case "/metrics" if may_read_metrics(scope):
                return Response(200, CONTENT_TYPE_LATEST, generate_latest())
            case "/metrics":
                return Response(403, "text/plain", REFUSED)
        return None


def may_read_metrics(scope: Mapping[str, Any]) -> bool:
    """With METRICS_TOKEN set whoever has it; without, a direct peer on this machine."""
    headers = dict(scope["headers"])
    if settings.METRICS_TOKEN:
        given = headers.get(b"authorization", b"")
        return secrets.compare_digest(given, b"Bearer " + settings.METRICS_TOKEN.encode())
    direct = _is_loopback(scope.get("client")) and not FORWARDING & headers.keys()
    return direct and asked_by_our_name(scope)


def asked_by_our_name(scope: Mapping[str, Any]) -> bool:
    """Whether the Host is one of ours or this machine's. Foreign pages may call us by a name that
    leads here (DNS rebinding), and their browser then shows them the answer.
    """
    host = dict(scope["headers"]).get(b"host")
    name = split_domain_port(host.decode("latin1"))[0] if host is not None else ""
    # Without a Host comes no browser.
    return host is None or validate_host(name, [*LOOPBACK, *settings.ALLOWED_HOSTS])


def _is_loopback(client: Any) -> bool:
    """On a unix socket there is no address: that is a proxy."""
    try:
        return bool(client) and ip_address(client[0]).is_loopback
    except ValueError:
        return False
