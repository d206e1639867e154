"""What somebody sees whose request we do not take."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.defaults import page_not_found

from chat.actions import Refused
from chat.pages.answers import refusal


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, with what to do: a page for people, {`code`, `detail`} for programs."""
    if request.path_info.startswith("/chat/"):
        return refusal(Refused("forbidden", _("The CSRF token is missing or wrong.")))
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@never_cache
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. It knows who asks, and tomorrow there may be something."""
    return page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, from a template that asks nothing of the request: it may be wrong in any way."""
    foreign = isinstance(exception, DisallowedHost)
    page = get_template("400_host.html" if foreign else "400.html").render()
    return HttpResponseBadRequest(page)
