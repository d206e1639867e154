"""`/lifeline/`: the library for links that mend themselves, to play with."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from chat.pages.endpoints import TWIN, WEBSOCKET
from chat.pages.modules import modules_of

# What the page runs; it imports the rest.
ENTRY = "playground/main.js"


@require_safe
# Asked for anew each time, and still one that the browser may keep whole for the way back: what the
# link does then (bfcache) is worth seeing.
@cache_control(private=True, no_cache=True)
@ensure_csrf_cookie
def playground(request: HttpRequest) -> HttpResponse:
    """For everybody: a link that is refused because nobody is logged in says so, and that is worth
    seeing too. The switches that hurt the link are there in development only.
    """
    config = {
        "ws": WEBSOCKET,
        **TWIN,
        "hurt": reverse("playground-hurt") if settings.DEBUG else None,
    }
    context = {"config": config, "modules": modules_of(ENTRY)}
    return render(request, "lifeline/playground.html", context)
