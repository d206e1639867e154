"""Clocks that jump: this process's, that of all, or the database's alone.

Controls, each with `wall_s`, by how much it is ahead of the true time: `clock` is that of a machine
on which all of the site runs, `clock-PORT` that of the process on this port, `clock-database` that
of PostgreSQL. `slept-PORT` has `slept_s`, how long in all that process's machine was asleep: then
the monotonic clock stands still, and the wall clock goes on.
"""

import datetime
import time

from tests.chaos.site.faulty.controls import Controls

NS = 1_000_000_000
# Whoever was stopped for so long may have been asleep. Between two readings of a process that runs
# it is less: it polls the database twice a second.
PAUSE_S = 0.7
_true_ns, _true_monotonic = time.time_ns, time.monotonic


class Clock:
    def __init__(self, controls: Controls, port: str) -> None:
        self._controls, self._port = controls, port
        self._read_at_s = self._slept_s = 0.0

    def ahead_s(self, *names: str) -> float:
        return sum((self._controls.setting(name) or {}).get("wall_s", 0) for name in names)

    @property
    def own_s(self) -> float:
        """How far this process's wall clock is ahead."""
        return self.ahead_s("clock", f"clock-{self._port}")

    def time_ns(self) -> int:
        return _true_ns() + int(self.own_s * NS)

    def time(self) -> float:
        return self.time_ns() / NS

    def now(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.time(), datetime.UTC)

    def monotonic(self) -> float:
        true_s = _true_monotonic()
        if true_s - self._read_at_s > PAUSE_S:
            slept = self._controls.setting(f"slept-{self._port}") or {}
            self._slept_s = slept.get("slept_s", 0)
        self._read_at_s = true_s  # last: another thread that reads now looks there as well
        return true_s - self._slept_s


def install(clock: Clock) -> None:
    """Before anything of Django or ours is imported: some keep the function itself."""
    time.time_ns, time.time, time.monotonic = clock.time_ns, clock.time, clock.monotonic
    from django.utils import timezone  # whose own is of a clock that cannot be replaced

    timezone.now = clock.now


def install_in_database(clock: Clock) -> None:
    """The product asks for the database's time in one way only."""
    from chat.models import DatabaseNow

    true_sql = DatabaseNow.sql

    def sql(vendor: str) -> str:
        ahead_s = clock.own_s if vendor == "sqlite" else clock.ahead_s("clock", "clock-database")
        return f"({true_sql(vendor)} + {int(1000 * ahead_s)})"

    DatabaseNow.sql = staticmethod(sql)  # type: ignore[method-assign]
