"""The history checker at full size: `python -m tests.chaos --database sqlite|postgres`.

Prints what was done and the verdict; exits with 1 if the promise was broken, and then leaves the
history in a file.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.chaos.checker.history import save
from tests.chaos.machine.workload import Result, Size, run
from tests.chaos.site.cluster import Site
from tests.servers.app import prepare_database
from tests.servers.postgres import running_postgres
from tests.servers.redis import running_redis


def main() -> int:
    asked = arguments()
    with site(asked.database) as where:
        started_s = time.monotonic()
        result = run(where, Size(asked.messages), asked.seed)
        took_s = time.monotonic() - started_s
    say = sys.stdout.write
    say(f"{table(asked, result, took_s)}\n{result.verdict}\n")
    for trouble in (*result.inconsistencies, *result.tracebacks):
        say(f"{trouble}\n")
    if not result.holds:
        asked.history.parent.mkdir(parents=True, exist_ok=True)
        save(result.records, asked.history)
        say(f"The promise is broken. The history is in {asked.history}.\n")
        return 1
    say("The promise holds.\n")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], required=True)
    parser.add_argument("--messages", type=int, default=20_000, help="to be acknowledged")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--history", type=Path, default=Path("var/chaos-history.jsonl"))
    return parser.parse_args()


@contextmanager
def site(database: str) -> Iterator[Site]:
    """SQLite with one process, or PostgreSQL and Redis with two."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lifeline-chaos-")))
        if database == "sqlite":
            where = Site(folder, f"sqlite:///{folder / 'lifeline.sqlite3'}")
        else:
            cluster = stack.enter_context(running_postgres())
            url = cluster.url(cluster.create_database())
            redis = stack.enter_context(running_redis())
            where = Site(folder, url, redis.url, processes=2)
        prepare_database(folder, where.database_url)
        yield where


def table(asked: argparse.Namespace, result: Result, took_s: float) -> str:
    verdict = result.verdict
    rows = {
        "database": f"{asked.database}, seed {asked.seed}",
        "posts": f"{verdict.invoked}",
        "acknowledged": f"{verdict.acked}",
        "finally refused": f"{verdict.refused}",
        "without an answer": f"{verdict.unknown}",
        "deliveries": f"{verdict.deliveries}, to {verdict.readers} views",
        "hints": f"{result.hints_lost} lost, {result.hints_swapped} swapped",
        "took": f"{took_s:.1f} s",
    }
    lines = [f"{name:<18} {value}" for name, value in rows.items()]
    lines += [
        f"{'SIGKILL':<18} {kill.how}, after {kill.acked} acks, {kill.in_flight} posts in flight"
        for kill in result.kills
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
