"""What somebody sees whose form does not come from us, or not any more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from chat.actions import Refused
from chat.pages.answers import refusal


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, with what to do: a page for people, {`code`, `detail`} for programs."""
    if request.path_info.startswith("/chat/"):
        return refusal(Refused("forbidden", _("The CSRF token is missing or wrong.")))
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
