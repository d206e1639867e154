"""When this process, or a thread of the server, was kept from running by the rest of the machine.

What is measured then says something of the neighbours and nothing of the server.
"""

import asyncio
from pathlib import Path

TICK_S = 0.005
# Far below the 50 ms that are judged; above what timers and schedulers always do.
LATE_S = 0.005


class Lateness:
    """Watches both from `watch` on; `pid` is the server's."""

    def __init__(self, pid: int) -> None:
        self._threads = Path(f"/proc/{pid}/task")
        self._waited_ns = self._server_waited_ns()
        self._spans: list[tuple[float, float]] = []
        self.worst_s = 0.0

    async def watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK_S
            await asyncio.sleep(TICK_S)
            now = loop.time()
            self._note(max(now - due, self._server_late_s()), now)

    def within(self, start: float, end: float) -> float:
        """Seconds between these two of the loop's clock during which one of them was late."""
        overlaps = (min(end, until) - max(start, since) for since, until in self._spans)
        return sum(overlap for overlap in overlaps if overlap > 0)

    def _note(self, late_s: float, now: float) -> None:
        """Spans stay apart: one that reaches into earlier ones swallows them."""
        self.worst_s = max(self.worst_s, late_s)
        if late_s > LATE_S:
            since = now - late_s - TICK_S
            while self._spans and self._spans[-1][1] > since:
                since = min(since, self._spans.pop()[0])
            self._spans.append((since, now))

    def _server_late_s(self) -> float:
        """How long one of its threads waited for a processor since this was last asked.

        Any of them: one that waits may hold the interpreter's lock, and so the event loop.
        """
        before, self._waited_ns = self._waited_ns, self._server_waited_ns()
        waits = (ns - before.get(thread, ns) for thread, ns in self._waited_ns.items())
        return max(waits, default=0) / 1e9

    def _server_waited_ns(self) -> dict[str, int]:
        """By thread, since its start; on Linux only, else empty."""
        waited = {}
        for schedule in self._threads.glob("*/schedstat"):
            try:
                waited[schedule.parent.name] = int(schedule.read_text().split()[1])
            except OSError:  # it ended meanwhile
                continue
        return waited
