"""An event loop whose clock jumps to the next timer as soon as nothing else is left to do.

So `await asyncio.sleep(s)` takes no time, returns exactly `s` later by the loop's clock, and only
when everything that could happen before has happened.
"""

import asyncio
import selectors
from typing import Any

# Nothing of these tests waits for the outside for longer than a moment.
PATIENCE_S = 10.0


class _JumpingSelector(selectors.DefaultSelector):
    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if ready := super().select(0):
            return ready
        if timeout is not None:
            self.now_s += max(0.0, timeout)
            return []
        if ready := super().select(PATIENCE_S):
            return ready
        raise RuntimeError("Everything waits, and no timer will wake it.")


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_s


async def settled() -> None:
    """Returns when all that can happen at this moment has happened."""
    await asyncio.sleep(1e-6)


async def later(seconds: float) -> None:
    """That much later, and all that is due by then has happened."""
    await asyncio.sleep(seconds)
    await settled()
