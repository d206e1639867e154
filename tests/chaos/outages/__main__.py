"""Each outage with 100 connections posting: `python -m tests.chaos.outages`, or some `kinds`.

Prints the table and the verdict; exits with 1 if the promise was broken.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.outages.faults import POSTGRES, REDIS, SQLITE
from tests.chaos.outages.run import FULL, Result, Size, run
from tests.chaos.outages.scene import on_postgres, on_sqlite, prepared
from tests.chaos.outages.table import table
from tests.servers.postgres import running_postgres

KINDS = ("redis", "postgres", "sqlite")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.outages", description=__doc__)
    # argparse checks what stands for "none given" against the choices too.
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], default=[])
    parser.add_argument("--connections", type=int, default=FULL.connections)
    parser.add_argument("--held", type=float, default=FULL.held_s, help="seconds each lasts")
    asked = parser.parse_args()
    size = Size(asked.connections, asked.held, newcomers=True)
    holds = True
    for result in _results(asked.kinds or KINDS, size):
        sys.stdout.write("\n".join([table(result), *result.broken, str(result.verdict), ""]))
        sys.stdout.flush()
        holds = holds and not result.broken
    return 0 if holds else 1


def _results(kinds: Sequence[str], size: Size) -> Iterator[Result]:
    for kind in kinds:
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="lifeline-outages-"))
            if kind == "sqlite":
                yield run(stack.enter_context(on_sqlite(Path(folder))), SQLITE, size)
            else:
                postgres = stack.enter_context(running_postgres())
                url = prepared(Path(folder), postgres)
                scene = stack.enter_context(on_postgres(Path(folder), postgres, url))
                yield run(scene, REDIS if kind == "redis" else POSTGRES, size)


if __name__ == "__main__":
    sys.exit(main())
