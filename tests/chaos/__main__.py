"""The machine: people talk while a seeded scheduler breaks things, until the checker's verdict.

`python -m tests.chaos --seconds 15 --seed 1 --database postgres|sqlite`. Ends with 0 if the promise
held, with 1 if it was broken (the history is kept then), with 2 if there is no verdict.
"""

import argparse
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from tests.chaos.faults import catalogue
from tests.chaos.faults.fault import Fault, Where
from tests.chaos.machine.crowd import Size
from tests.chaos.machine.real_readers import KINDS
from tests.chaos.machine.report import report
from tests.chaos.machine.result import Result, judge
from tests.chaos.machine.run import play
from tests.chaos.machine.schedule import TooShortError, Turn, schedule
from tests.chaos.machine.worker import Task
from tests.chaos.site.running import running_postgres_site, running_sqlite_site
from tests.chaos.site.site import Site

SEEDS = 10_000
TIMES = 3
EXIT = {"holds": 0, "broken": 1, "no verdict": 2}


def main() -> int:
    asked = arguments()
    again = (
        f"python -m tests.chaos --database {asked.database} --seed {asked.seed} "
        f"--seconds {asked.seconds:g}"
    )
    again += "".join(f" --{name} {value}" for name, value in _asked_too(asked))
    sys.stdout.write(f"{again}\n")
    with tempfile.TemporaryDirectory(prefix="lifeline-chaos-") as made:
        folder = Path(made)
        try:
            result = run(asked, folder)
        except TooShortError as error:
            sys.stdout.write(f"{error}\n")
            return EXIT["no verdict"]
        sys.stdout.write(f"{report(result, again)}\n")
        if result.finding != "holds":
            asked.kept.mkdir(parents=True, exist_ok=True)
            for file in [*folder.glob("*.jsonl"), *folder.glob("*/server.log")]:
                shutil.copy(file, asked.kept / "-".join(file.relative_to(folder).parts))
            sys.stdout.write(f"The history is in {asked.kept}.\n")
    return EXIT[result.finding]


def _asked_too(asked: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """What else makes the run what it is."""
    if asked.times is not None:
        yield "times", str(asked.times)
    if asked.only:
        yield "only", repr(asked.only)
    if asked.real:
        yield "real", " ".join(asked.real)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], required=True)
    parser.add_argument("--seconds", type=float, default=600, help="of faults (default: 600)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(SEEDS))
    parser.add_argument(
        "--times",
        type=int,
        help=f"every fault at least so often, else no verdict (default: {TIMES}, or what fits)",
    )
    parser.add_argument("--posts-per-s", type=float, default=Size().posts_per_s)
    parser.add_argument("--real", nargs="*", choices=KINDS, default=[], help="clients of people")
    parser.add_argument("--kept", type=Path, default=Path("var/chaos"), help="where a history goes")
    parser.add_argument("--only", default="", help="faults whose names have this in them")
    return parser.parse_args()


def run(asked: argparse.Namespace, folder: Path) -> Result:
    """The schedule is drawn before the site starts."""
    if asked.database == "sqlite":
        lanes = _lanes(catalogue.SQLITE, asked)
        with running_sqlite_site(folder) as site:
            return judge(site, *play(site, _task(site, asked), lanes, folder, asked.real))
    lanes_ = _lanes(catalogue.POSTGRES, asked)
    with running_postgres_site(folder) as site_:
        return judge(site_, *play(site_, _task(site_, asked), lanes_, folder, asked.real))


def _lanes(
    faults: Sequence[Fault[Where]], asked: argparse.Namespace
) -> list[list[Turn[Fault[Where]]]]:
    chosen = [fault for fault in faults if asked.only in fault.name]
    times = TIMES if asked.times is None else asked.times
    try:
        return schedule(chosen, asked.seconds, Random(asked.seed), times=times)
    except TooShortError as error:
        if asked.times is not None:
            raise
        sys.stdout.write(f"{error} Now there are as many as fit.\n")
        return schedule(chosen, asked.seconds, Random(asked.seed))


def _task(site: Site, asked: argparse.Namespace) -> Task:
    return Task(site.origin, asked.seed, Size(posts_per_s=asked.posts_per_s))


if __name__ == "__main__":
    sys.exit(main())
