"""`POST /lifeline/hurt/`: the switches, for the page's own connection."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chat.protocol.close_codes import Sender, meaning
from chat.transports.faults.known import link_of
from chat.transports.faults.links import Link, PlainLink

# Longer than any time-out of a client.
MOST_DELAY_MS = 60_000
FAULTS = ("cut", "black-hole", "delay", "close")


class Order(forms.Form):
    key = forms.CharField(max_length=64)
    fault = forms.ChoiceField(choices=[(fault, fault) for fault in FAULTS])
    on = forms.BooleanField(required=False)
    ms = forms.IntegerField(min_value=0, max_value=MOST_DELAY_MS, required=False)
    code = forms.IntegerField(min_value=0, max_value=4999, required=False)


@never_cache
@require_POST
def hurt(request: HttpRequest) -> HttpResponse:
    """204: done. Else {`detail`} with what was wrong."""
    order = Order(request.POST)
    if not order.is_valid():
        return _no(400, " ".join(str(word) for words in order.errors.values() for word in words))
    link = link_of(request.COOKIES, order.cleaned_data["key"])
    if link is None:
        return _no(404, _("There is no connection of this page to hurt: connect first."))
    if trouble := _trouble(link, **order.cleaned_data):
        return _no(409, trouble)
    _hurt(link, **order.cleaned_data)
    return HttpResponse(status=204)


def _trouble(link: Link, fault: str, code: int | None, **_more: Any) -> str:
    plain = isinstance(link, PlainLink)
    if fault != "close":
        return _("This server cannot do that: start it by “make run”.") if plain else ""
    if meaning(code or 0).sender is Sender.NOBODY:
        return _("%s is never sent: browsers report it, or it means nothing.") % (code or 0)
    if plain and code != 1000 and (code or 0) < 3000:
        return _("This server sends 1000 and 3000–4999 only: start it by “make run”.")
    return ""


def _hurt(link: Link, fault: str, on: bool, ms: int | None, code: int | None, **_more: Any) -> None:
    if fault == "close":
        link.close(code or 0)
    elif isinstance(link, PlainLink):
        raise TypeError("it can only be closed")
    elif fault == "cut":
        link.cut()
    elif fault == "black-hole":
        link.black_hole(on)
    else:
        link.delay(ms or 0)


def _no(status: int, detail: str) -> HttpResponse:
    return JsonResponse({"detail": detail}, status=status)
