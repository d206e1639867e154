"""Django's levels for what clients do, set right: nothing is wrong here that needs somebody."""

import logging
import time
from collections.abc import Callable

# Scanners ask for foreign hosts all day long; a wrong ALLOWED_HOSTS shows in the first minute.
SELDOM_S = 60.0


class ClientsFaults(logging.Filter):
    """For `django.request`: what is answered with 4xx is a line to look up, no warning."""

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.levelno, record.levelname = logging.INFO, "INFO"
        return True


class Seldom(logging.Filter):
    """For what anybody can cause by the thousand: a warning at most, and one a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._quiet_until = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno = min(record.levelno, logging.WARNING)
        record.levelname = logging.getLevelName(record.levelno)
        now = self._clock()
        if now < self._quiet_until:
            return False
        self._quiet_until = now + SELDOM_S
        return True
