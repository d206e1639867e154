"""What can happen to any wire, whatever is spoken on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import Generic

from tests.chaos.checker.history import Recorder
from tests.chaos.faults.fault import Apply, Fault, Where
from tests.servers.proxy import FaultProxy
from tests.servers.trouble import DIRECTIONS, Trouble

# Of the links of a wire: half, most, or all.
SHARES = (0.5, 0.8, 1.0)
# A heartbeat's interval at least: something is to pass every link meanwhile.
HELD_S = (2.0, 4.0)
# From the middle of a handshake to the middle of a long page.
CUT_AFTER_BYTES_LOG2 = (4.0, 17.0)


@dataclass(frozen=True)
class Wire(Generic[Where]):
    """A wire of a site by its `name`, and how bad it gets there.

    `delay_s`: one way, at least and at most. `dead_s`: how long it is dead, at least and at most:
    on both sides of the time in which that is noticed. `commits` and `unreadable`, as of a fault,
    are while it is dead or cut again and again; `drops` is of all of them.
    """

    name: str
    proxy: Callable[[Where], FaultProxy]
    delay_s: tuple[float, float]
    dead_s: tuple[float, float]
    commits: bool | None = True
    drops: bool = False
    unreadable: bool = False

    def faults(self) -> tuple[Fault[Where], ...]:
        return (
            self._fault("cut", self._cut(reset=False)),
            self._fault("RST", self._cut(reset=True)),
            self._fault("delay", self._under(self._late), HELD_S),
            self._dead("black hole", _silent, self.dead_s),
            self._dead("1 byte/s", _slow, self.dead_s),
            self._dead("cut after some bytes", _in_the_middle, HELD_S),
        )

    def _fault(
        self, what: str, apply: Apply[Where], held_s: tuple[float, float] = (0.0, 0.0)
    ) -> Fault[Where]:
        return Fault(f"{self.name}: {what}", "wires", apply, held_s, drops=self.drops)

    def _dead(
        self, what: str, drawn: Callable[[Random], Trouble], held_s: tuple[float, float]
    ) -> Fault[Where]:
        fault = self._fault(what, self._under(drawn), held_s)
        return replace(fault, commits=self.commits, unreadable=self.unreadable)

    def _cut(self, *, reset: bool) -> Apply[Where]:
        @contextmanager
        def apply(site: Where, rng: Random, recorder: Recorder) -> Iterator[None]:
            self.proxy(site).cut(reset=reset, share=rng.choice(SHARES), seed=rng.getrandbits(32))
            yield

        return apply

    def _under(self, drawn: Callable[[Random], Trouble]) -> Apply[Where]:
        @contextmanager
        def apply(site: Where, rng: Random, recorder: Recorder) -> Iterator[None]:
            trouble = drawn(rng)
            share, seed = rng.choice(SHARES), rng.getrandbits(32)
            with self.proxy(site).under(replace(trouble, share=share, seed=seed)):
                yield

        return apply

    def _late(self, rng: Random) -> Trouble:
        return Trouble(delay_s=rng.uniform(*self.delay_s))


def _silent(rng: Random) -> Trouble:
    return Trouble(silent=True)


def _slow(rng: Random) -> Trouble:
    return Trouble(bytes_per_s=1)


def _in_the_middle(rng: Random) -> Trouble:
    size = int(2 ** rng.uniform(*CUT_AFTER_BYTES_LOG2))
    return Trouble(cut_after_bytes=size, direction=rng.choice(DIRECTIONS))
