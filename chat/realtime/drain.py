"""The orderly end of a process: its connections move to the others, no faster than those take them.

Each works until its batch is due. Then what it posted is answered, and it hears `bye`.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Collection

from chat.realtime import endings
from chat.realtime.session import Session

logger = logging.getLogger(__name__)

# The shorter a batch, the more evenly its clients come back: a client draws its moment within it.
BATCH_S = 0.1
# How long answers to what was posted are awaited. A commit takes milliseconds; one that does not
# come is left for the resend, which finds out.
ANSWERS_S = 2.0


class Drain:
    """`connected` is asked again for every batch: one may come while the others go.

    `reconnects_per_s`: whole returns (handshake, hello, resume) that the other processes take.
    """

    def __init__(self, connected: Callable[[], Collection[Session]], reconnects_per_s: int) -> None:
        self._connected, self._per_s = connected, reconnects_per_s
        self._leaving: set[Session] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._clock = asyncio.get_running_loop().time

    async def run(self, within_s: float) -> None:
        """Send everybody on, until cancelled. Who is left after `within_s` goes in one batch."""
        self._warn_if_too_many(within_s)
        end = self._clock() + within_s
        size = max(1, round(self._per_s * BATCH_S))
        while True:
            size_now = size if self._clock() < end else len(self._connected())
            self._send_on(self._next(size_now))
            await asyncio.sleep(size / self._per_s)

    def _next(self, size: int) -> list[Session]:
        """Any, so that the members of a room do not all go at once."""
        waiting = [session for session in self._connected() if session not in self._leaving]
        return random.sample(waiting, min(size, len(waiting)))

    def _send_on(self, batch: Collection[Session]) -> None:
        spread_ms = round(1000 * len(batch) / self._per_s)
        for session in batch:
            self._leaving.add(session)
            task = asyncio.create_task(_leave(session, spread_ms))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _warn_if_too_many(self, within_s: float) -> None:
        count = len(self._connected())
        needed_s = count / self._per_s
        if needed_s > within_s:
            logger.warning(
                "%d connections at DRAIN_RECONNECTS_PER_S = %d take %.0f s to move, and %.0f s are "
                "left for it: the rest goes at once. DRAIN_TIMEOUT_S gives more time.",
                *(count, self._per_s, needed_s, within_s),
            )


async def _leave(session: Session, spread_ms: int) -> None:
    try:
        async with asyncio.timeout(ANSWERS_S):
            await session.answered()
    except TimeoutError:
        logger.info("A session moves on with posts that the database has not answered")
    session.bye(endings.restarting(spread_ms))
