"""An event loop in a thread of its own, for plain methods to act on."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TypeVar

# Far beyond what any call waits for: the close of a few connections.
CALL_DEADLINE_S = 10

Answer = TypeVar("Answer")


class EventThread:
    """Runs from `start` to `close`."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CALL_DEADLINE_S)
        self._loop.close()

    def call(self, coroutine: Coroutine[object, object, Answer]) -> Answer:
        """Its answer, from any other thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(CALL_DEADLINE_S)

    def do(self, function: Callable[[], Answer]) -> Answer:
        """The answer of a function that does not wait."""

        async def run() -> Answer:
            return function()

        return self.call(run())


@contextmanager
def running_event_thread(name: str) -> Iterator[EventThread]:
    thread = EventThread(name)
    thread.start()
    try:
        yield thread
    finally:
        thread.close()
