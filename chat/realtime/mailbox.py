"""Calls that threads leave for the event loop, which takes all that are there when it wakes."""

import asyncio
from collections import deque
from collections.abc import Callable


class Mailbox:
    """`call_soon_threadsafe` wakes the loop at each call; a commit of eight posts has nine of them
    (one publishes, eight answer), and each wake-up is a system call and a turn of the loop.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._calls: deque[Callable[[], object]] = deque()
        self._woken = False

    def leave(self, call: Callable[[], object]) -> None:
        """From any thread: call it soon, in the order they were left.

        A loop that is closed has nobody to tell.
        """
        self._calls.append(call)
        if not self._woken and not self._loop.is_closed():
            self._woken = True
            self._loop.call_soon_threadsafe(self._take)

    def _take(self) -> None:
        self._woken = False  # first: what is left from here on wakes the loop again
        while self._calls:
            self._loop.call_soon(self._calls.popleft())
