"""How often one may come in, make rooms, and the like. Each process counts for itself.

Raises Refused `throttled`. An address may be an office or a school: its burst lets everybody in who
arrives at nine o'clock. One address guessing one password has a burst of its own, far smaller.
"""

import time
from functools import cache
from math import ceil

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import ngettext

from chat.actions import Refused
from chat.address import address_of_request, limit_key
from chat.models import Person, name_key
from chat.models.session import mark_of
from chat.realtime.throttle import KeyedBuckets

BURST_MINUTES = 10
# Of one name at one address: who has forgotten their password tries a few, and so may a neighbour.
GUESSES_PER_MINUTE = 1
# Of one name from everywhere: some 9,000 a day find no password that the validators let through.
# Whoever has six addresses can use them all up, so that the owner has to wait: docs/security.md.
# Who is in already is not among them.
GUESSES_EVERYWHERE_PER_MINUTE = 6
ROOMS_PER_MINUTE = 2
# Each is an event that everybody in the room gets.
MEMBERSHIPS_PER_MINUTE = 20
# Each is an event that all of one's pages get.
LOG_OUTS_ELSEWHERE_PER_MINUTE = 2
EXPORTS_PER_MINUTE = 1


def guest(request: HttpRequest) -> None:
    _of_address("guest", settings.GUESTS_PER_MINUTE, request)


def sign_up(request: HttpRequest) -> None:
    _of_address("sign-up", settings.SIGN_UPS_PER_MINUTE, request)


def log_in(request: HttpRequest, name: str) -> None:
    """Before the password is looked at: that alone costs the server a third of a second."""
    _of_address("log-in", settings.LOG_INS_PER_MINUTE, request)
    guess(request, name)


def guess(request: HttpRequest, name: str) -> None:
    """One try at the password of that name."""
    address = address_of_request(request)
    person = name_key(name)
    _take("guess", GUESSES_PER_MINUTE, f"{address and limit_key(address)} {person}")
    _take("guess-everywhere", GUESSES_EVERYWHERE_PER_MINUTE, person)


def own_password(request: HttpRequest) -> None:
    """One try at the password of who is logged in, at their own page. Each login has its burst."""
    _take("own-password", GUESSES_PER_MINUTE, mark_of(request.session))


def log_out_elsewhere(person: Person) -> None:
    _take("log-out-elsewhere", LOG_OUTS_ELSEWHERE_PER_MINUTE, str(person.pk))


def room(person: Person) -> None:
    _take("room", ROOMS_PER_MINUTE, str(person.pk))


def membership(person: Person) -> None:
    """Joining, leaving, putting somebody out, letting them in."""
    _take("membership", MEMBERSHIPS_PER_MINUTE, str(person.pk))


def export(person: Person) -> None:
    _take("export", EXPORTS_PER_MINUTE, str(person.pk))


def forget() -> None:
    """All that was counted; for tests."""
    _buckets.cache_clear()


def _of_address(what: str, per_minute: int, request: HttpRequest) -> None:
    address = address_of_request(request)
    if address is not None:
        _take(what, per_minute, limit_key(address))


def _take(what: str, per_minute: int, key: str) -> None:
    buckets = _buckets(what, per_minute)
    if not buckets.take(key):
        raise _too_often(buckets.retry_ms(key))


@cache
def _buckets(what: str, per_minute: int) -> KeyedBuckets:
    return KeyedBuckets(per_minute / 60, per_minute * BURST_MINUTES, time.monotonic)


def _too_often(retry_ms: int) -> Refused:
    seconds = ceil(retry_ms / 1_000)
    detail = ngettext(
        "That was too often. Try again in %(seconds)d second.",
        "That was too often. Try again in %(seconds)d seconds.",
        seconds,
    )
    return Refused("throttled", detail % {"seconds": seconds}, retry_ms)
