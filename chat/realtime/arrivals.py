"""How many newcomers are greeted at a time; the others wait, in the order in which they came.

After a restart everybody comes at once. To greet costs ten times what it costs to take a
connection, so a process that takes all of them first greets nobody for a long time; clients give
up, come again, and what was done for them was in vain (docs/adr/0017).
"""

import asyncio
from collections.abc import Callable

# What the readers work on at a time, and some to follow: with more nobody is welcomed sooner.
AT_ONCE = 8
# A whole greeting takes 5–20 ms. Who takes longer waits for a database that hangs: those behind
# shall have the chance to be told so.
TURN_S = 3.0


class Turn:
    """Of one newcomer; `begun` is done when it has come."""

    def __init__(self, over: Callable[["Turn"], None]) -> None:
        self._over = over
        loop = asyncio.get_running_loop()
        self.begun: asyncio.Future[None] = loop.create_future()
        self._end: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        # Cancelled together with a task that awaited it: that one is `over` in a moment.
        if not self.begun.cancelled():
            self.begun.set_result(None)
        self._end = asyncio.get_running_loop().call_later(TURN_S, self.over)

    def over(self) -> None:
        """Greeted, or gone, perhaps before it came; calling it again does nothing."""
        if self._end is not None:
            self._end.cancel()
        self._over(self)


class Arrivals:
    def __init__(self, at_once: float = AT_ONCE) -> None:
        self._at_once = at_once
        self._inside: set[Turn] = set()
        # Sets that know who came first: who said hello, and who is not taken at all yet.
        self._known: dict[Turn, None] = {}
        self._new: dict[Turn, None] = {}

    @property
    def waiting(self) -> int:
        return len(self._known) + len(self._new)

    def turn(self, *, said_hello: bool = False) -> Turn:
        """Of somebody new, or of one who said hello: whoever was begun is finished first."""
        turn = Turn(self._over)
        (self._known if said_hello else self._new)[turn] = None
        self._go_on()
        return turn

    def admit_all(self) -> None:
        """From now on nobody waits: they are only told that this process ends."""
        self._at_once = float("inf")
        self._go_on()

    def _over(self, turn: Turn) -> None:
        self._known.pop(turn, None)
        self._new.pop(turn, None)
        self._inside.discard(turn)
        self._go_on()

    def _go_on(self) -> None:
        while len(self._inside) < self._at_once and (waiting := self._known or self._new):
            turn = next(iter(waiting))
            del waiting[turn]
            self._inside.add(turn)
            turn.begin()
