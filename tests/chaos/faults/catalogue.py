"""Every fault there is, once."""

from tests.chaos.faults import (
    client_wire,
    clock,
    crash_points,
    database_wire,
    disk,
    hints,
    postgres,
    processes,
    redis,
    redis_wire,
    restore,
)
from tests.chaos.faults.fault import Fault
from tests.chaos.site.site import PostgresSite, SqliteSite

POSTGRES: tuple[Fault[PostgresSite], ...] = (
    *client_wire.POSTGRES,
    *redis_wire.POSTGRES,
    *database_wire.POSTGRES,
    *processes.POSTGRES,
    *crash_points.POSTGRES,
    *redis.POSTGRES,
    *postgres.POSTGRES,
    *restore.POSTGRES,
    *hints.POSTGRES,
    *clock.POSTGRES,
)
SQLITE: tuple[Fault[SqliteSite], ...] = (
    *client_wire.SQLITE,
    *processes.SQLITE,
    *crash_points.SQLITE,
    *restore.SQLITE,
    *disk.SQLITE,
    *clock.SQLITE,
)
