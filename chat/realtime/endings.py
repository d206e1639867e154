"""Why the server ends a connection: each reason once, with its code and its words."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chat.protocol.close_codes import CloseCode, Reconnect, meaning
from chat.protocol.frames import Bye

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# For a fault of ours or a database that is away: long enough not to add to the trouble.
RETRY_MS, SPREAD_MS = 2_000, 3_000
# Who is turned away has connections already, which rarely end within seconds; and a program that
# floods again costs little at this pace.
FULL_RETRY_MS = 30_000


class Ending(NamedTuple):
    """When to come back: after `retry_ms` and a random share of `spread_ms`."""

    code: CloseCode
    reason: "StrOrPromise"
    retry_ms: int = 0
    spread_ms: int = 0

    def bye(self, language: str) -> Bye:
        """What is said before the close. Whether to come back by itself follows from the code."""
        reconnect = meaning(self.code).reconnect in {Reconnect.YES, Reconnect.LATER}
        with translation.override(language):
            reason = str(self.reason)
        return Bye(self.code, reason, reconnect, self.retry_ms, self.spread_ms)


def _for_now(reason: "StrOrPromise") -> Ending:
    """The trouble is ours, and passing."""
    return Ending(CloseCode.OVERLOADED, reason, RETRY_MS, SPREAD_MS)


def _too_many(reason: "StrOrPromise") -> Ending:
    return Ending(CloseCode.TOO_MANY, reason, FULL_RETRY_MS, FULL_RETRY_MS)


DATABASE_AWAY = _for_now(_("The database does not answer: trying again soon."))
DATABASE_RESTORED = _for_now(_("The database was restored: connecting again."))
FAULT = _for_now(_("Something went wrong here: trying again soon."))

CROWDED_ADDRESS = _too_many(_("There are too many connections from your address."))
CROWDED_PERSON = _too_many(_("You have too many connections: close some tabs."))
FLOOD = _too_many(_("Too much was sent, and too fast."))
FAULTY = _too_many(_("Too many frames were not understood."))

NOT_LOGGED_IN = Ending(CloseCode.NOT_LOGGED_IN, _("You are not logged in."))
LOGGED_OUT = Ending(CloseCode.NOT_LOGGED_IN, _("You were logged out."))

BAD_FRAMES = Ending(CloseCode.BAD_FRAMES, _("Too many frames were not understood."))
NO_ENDPOINT = Ending(CloseCode.NOT_FOUND, _("There is nothing at this address."))
REPLACED = Ending(CloseCode.REPLACED, _("This page opened a newer connection."))
SILENT = Ending(CloseCode.SILENT, _("Nothing was heard from you in time."))
TOO_LARGE = Ending(CloseCode.TOO_LARGE, _("A frame was larger than the server takes."))


def banned(reason: str) -> Ending:
    """`reason` is what the staff wrote; it may be empty."""
    return Ending(CloseCode.FORBIDDEN, ban_in_words(reason))


def restarting(spread_ms: int) -> Ending:
    """This process ends; others serve."""
    return Ending(CloseCode.RESTART, _("The server restarts: trying again."), 0, spread_ms)


def ban_in_words(reason: str) -> "StrOrPromise":
    """What somebody learns who is banned."""
    if not reason:
        return _("You are banned from this site.")
    return format_lazy(_("You are banned from this site: {reason}"), reason=reason)
