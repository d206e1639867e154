"""Who may see a page: those who are logged in. The others are led to the first one."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control, never_cache

from chat.models import Person
from chat.models.session import banned

View = Callable[..., HttpResponseBase]


def for_people(view: View) -> View:
    """For those alone, and never shown from a cache to whoever sits here next."""
    return never_cache(led_in(view))


def kept_for_the_way_back(view: View) -> View:
    """The same for a page with a socket of its own. `no-store` would keep it out of the bfcache
    (Chromium 156: MainResourceHasCacheControlNoStore); shown again after a log-out, it notices.
    """
    return cache_control(private=True, no_cache=True)(led_in(view))


def led_in(view: View) -> View:
    """Who is banned is told so: being asked to log in again would be no use to them."""
    logged_in = login_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **captured: str) -> HttpResponseBase:
        person = banned_visitor(request)
        return (
            logged_in(request, *args, **captured) if person is None else shut_out(request, person)
        )

    return guarded


def banned_visitor(request: HttpRequest) -> Person | None:
    """Whose cookie the request came with, if that person is banned."""
    return None if request.user.is_authenticated else banned(request.session)


def shut_out(request: HttpRequest, person: Person) -> HttpResponse:
    return render(request, "banned.html", {"reason": person.ban_reason}, status=403)
