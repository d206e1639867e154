"""What could not be committed: told to those who asked, and to the log of this process."""

import logging
from collections.abc import Iterable
from concurrent.futures import Future

from django.db import DataError, Error, InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from chat.eventlog.intention import RETRY_MS, Answer, Refused
from chat.trouble import Trouble

logger = logging.getLogger(__name__)


class Refusals:
    def __init__(self) -> None:
        self._trouble = Trouble(logger, "The event log", "what is posted is refused for now")

    def because_of(self, error: Exception, futures: Iterable["Future[Answer]"]) -> None:
        """Of a database that is away the log is told once, not at every commit."""
        if isinstance(error, DataError):
            refused = Refused("bad-frame", _("The database cannot store this text."))
        else:
            refused = _not_now()
            if isinstance(error, OperationalError | InterfaceError):
                self._trouble.report(error)
            elif isinstance(error, Error):
                logger.warning("A commit failed: %s", error)
            else:
                logger.error("An intention could not be decided", exc_info=error)
        _answer(futures, refused)

    def because_held(self, futures: Iterable["Future[Answer]"]) -> None:
        """Somebody else holds the row of a room: no trouble of the log's."""
        logger.debug("A room is held by somebody else")
        _answer(futures, _not_now())

    def over(self) -> None:
        """Something was committed."""
        self._trouble.over()


def _not_now() -> Refused:
    return Refused("unavailable", _("This cannot be stored now: try again."), RETRY_MS)


def _answer(futures: Iterable["Future[Answer]"], refused: Refused) -> None:
    """Those that are not answered yet."""
    for future in futures:
        if not future.done():
            future.set_exception(refused)
