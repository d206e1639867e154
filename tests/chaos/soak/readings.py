"""Every gauge of a site, and of those who put load on it, read at one moment."""

import asyncio
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import psycopg
import redis

from tests.chaos.soak.flatness import Sample
from tests.chaos.soak.process import by_itself, by_the_kernel
from tests.chaos.soak.site import SoakSite
from tests.chaos.soak.stores import Tables, of_redis


class Readings:
    """Each reading is a line of JSON in `file` at once: an hour of them here would be growth."""

    def __init__(self, site: SoakSite, file: Path) -> None:
        self._file = file
        self._site, self._tables = site, Tables(site.database_url)
        self._began_s = time.monotonic()

    def read(self, load: asyncio.AbstractEventLoop) -> None:
        """All of it or none: what does not answer at this moment is read the next time."""
        try:
            readings = dict(self._readings(load))
        except (OSError, psycopg.OperationalError, redis.RedisError):
            return
        at_s = time.monotonic() - self._began_s
        with self._file.open("a") as file:
            file.write(json.dumps({"at_s": at_s} | readings) + "\n")

    def samples(self) -> dict[str, list[Sample]]:
        """By the name of the gauge."""
        found: dict[str, list[Sample]] = defaultdict(list)
        for line in self._file.read_text().splitlines():
            readings = json.loads(line)
            at_s = readings.pop("at_s")
            for name, value in readings.items():
                found[name].append(Sample(at_s, value))
        return found

    def _readings(self, load: asyncio.AbstractEventLoop) -> Iterator[tuple[str, float]]:
        lasting = self._site.lasting
        for name, value in (by_the_kernel(lasting.pid) | by_itself(lasting.port)).items():
            yield f"server: {name}", value
        yield "server: log", float((lasting.folder / "server.log").stat().st_size)
        yield from self._tables.read().items()
        yield from of_redis(self._site.redis).items()
        for name, value in by_the_kernel(os.getpid()).items():
            yield f"load: {name}", value
        yield "load: tasks", float(len(asyncio.all_tasks(load)))
