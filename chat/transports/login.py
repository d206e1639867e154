"""Whose cookie a connection came with. Blocks: called on a reader's thread."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_request

from chat.models.session import is_session_key
from chat.realtime.login import Login, login_of


def request_of(scope: Mapping[str, Any]) -> HttpRequest:
    """As much of the handshake as Django's functions ask a request for."""
    request = HttpRequest()
    request.COOKIES = scope["cookies"]
    headers = dict(scope["headers"])
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get(b"accept-language", b"").decode("latin1")
    return request


def identify(request: HttpRequest) -> Login | None:
    """The login of the request's session cookie; None if there is none, or it has ended."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return login_of(key) if key and is_session_key(key) else None


def language_of(request: HttpRequest) -> str:
    """The language their pages are in."""
    return get_language_from_request(request)
