"""Something this process needs does not answer: said once in the log, and once when it is over."""

import logging


class Trouble:
    """`what` and `meanwhile` are for the log: "The database", "posts are refused"."""

    def __init__(self, logger: logging.Logger, what: str, meanwhile: str) -> None:
        self._logger, self._what, self._meanwhile = logger, what, meanwhile
        self.reason: str | None = None  # None: all is well

    def report(self, error: BaseException) -> None:
        reason = f"{type(error).__name__}: {error}".strip().rstrip(":")
        if self.reason is None:
            self._logger.warning("%s does not answer (%s): %s", self._what, reason, self._meanwhile)
        self.reason = reason

    def over(self) -> None:
        if self.reason is not None:
            self.reason = None
            self._logger.info("%s answers again", self._what)
