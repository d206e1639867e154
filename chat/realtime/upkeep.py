"""What a process does all its life: a fault of ours in it is told, and ends nothing."""

import asyncio
import logging
from collections.abc import Callable, Coroutine

logger = logging.getLogger(__name__)

# A fault that comes again at once fills the log no faster.
PAUSE_S = 1.0


def keep(run: Callable[[], Coroutine[None, None, None]]) -> "asyncio.Task[None]":
    """Runs it, and again whenever it fails; until cancelled."""
    return asyncio.create_task(_kept(run), name=run.__qualname__)


async def _kept(run: Callable[[], Coroutine[None, None, None]]) -> None:
    while True:
        try:
            await run()
        except Exception:
            logger.exception("%s failed, and goes on", run.__qualname__)
        await asyncio.sleep(PAUSE_S)
