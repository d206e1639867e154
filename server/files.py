"""Every connection is an open file: as many as the system allows, and a word when they are used up.

Twisted resets newcomers then, and says so at a level that nobody reads.
"""

import contextlib
import logging
import resource
from typing import Any

from twisted.logger import globalLogPublisher

logger = logging.getLogger(__name__)


def open_many() -> None:
    """Raise the soft limit, mostly 1024, to the hard one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError):  # macOS calls it unlimited, and does not mean it
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    globalLogPublisher.addObserver(_say)  # type: ignore[arg-type]


def _say(event: Any) -> None:
    if str(event.get("log_format")).startswith("EMFILE encountered"):
        most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        logger.error(
            "All %d files this process may open are in use: newcomers are turned away. More are "
            "allowed by `ulimit -Hn`, or LimitNOFILE= of systemd.",
            most,
        )
