"""CPU time of a server process per message delivered."""

import time
from dataclasses import dataclass

from benchmarks.crowd import Crowd, gathered
from benchmarks.servers import Running


@dataclass(frozen=True)
class Load:
    """`at_once` messages are sent, then awaited by everybody, until there were `messages`."""

    room: int
    at_once: int
    messages: int

    def __str__(self) -> str:
        how = "one at a time" if self.at_once == 1 else f"{self.at_once} at a time"
        return f"room of {self.room}, {how}"


@dataclass(frozen=True)
class Cost:
    deliveries: int
    cpu_s: float

    @property
    def us(self) -> float:
        """CPU µs a delivery."""
        return self.cpu_s / self.deliveries * 1e6


async def cost(server: Running, load: Load) -> Cost:
    async with gathered(server.url, server.headers, server.dialect, load.room) as crowd:
        # Caches fill, threads start, Node compiles what is hot: not measured.
        await _speak(crowd, load.at_once, load.messages)
        before = cpu_s(server.pid)
        await _speak(crowd, load.at_once, load.messages)
        return Cost(load.messages * load.room, cpu_s(server.pid) - before)


async def _speak(crowd: Crowd, at_once: int, messages: int) -> None:
    for _ in range(0, messages, at_once):
        await crowd.say(at_once)


def cpu_s(pid: int) -> float:
    """User and system time of all threads of the process (Linux).

    /proc has it in hundredths of a second; the clock, whose number is made from the pid as
    clock_getcpuclockid(3) does, in nanoseconds.
    """
    return time.clock_gettime(~pid << 3 | 2)
