"""Waiting for a condition, with a dead-line."""

import time
from collections.abc import Callable
from typing import TypeVar

POLL_S = 0.02  # far below what a person or a test's budget notices

Answer = TypeVar("Answer")


class DeadlinePassedError(AssertionError):
    """What a test waited for did not come in time."""


def wait_until(condition: Callable[[], Answer], deadline_s: float, what: str) -> Answer:
    """The first true answer of `condition`; `what` names the thing waited for in the error."""
    end = time.monotonic() + deadline_s
    while True:
        if answer := condition():
            return answer
        if time.monotonic() > end:
            raise DeadlinePassedError(f"Waited {deadline_s:g} s for {what}, in vain.")
        time.sleep(POLL_S)
