"""Who may see a page: those who are logged in. The others are led to the first one."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from chat.models import Person
from chat.models.session import banned

View = Callable[..., HttpResponseBase]


def for_people(view: View) -> View:
    """Who is banned is told so: being asked to log in again would be no use to them."""
    led_in = login_required(view)

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: str, **captured: str) -> HttpResponseBase:
        person = banned_visitor(request)
        return led_in(request, *args, **captured) if person is None else shut_out(request, person)

    return guarded


def banned_visitor(request: HttpRequest) -> Person | None:
    """Whose cookie the request came with, if that person is banned."""
    return None if request.user.is_authenticated else banned(request.session)


def shut_out(request: HttpRequest, person: Person) -> HttpResponse:
    return render(request, "banned.html", {"reason": person.ban_reason}, status=403)
