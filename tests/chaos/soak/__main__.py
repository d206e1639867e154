"""`python -m tests.chaos.soak`: an hour, or so many minutes; exits with 1 if something grows."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

from tests.chaos.soak.run import soak
from tests.chaos.soak.table import table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--readings", type=Path, default=Path("var/soak.jsonl"))
    asked = parser.parse_args()
    # Whoever ends an hour early wants its servers ended too; in the background Ctrl-C is ignored.
    signal.signal(signal.SIGTERM, _interrupt)
    asked.readings.parent.mkdir(parents=True, exist_ok=True)
    asked.readings.write_bytes(b"")
    with tempfile.TemporaryDirectory(prefix="lifeline-soak-") as folder:
        report = soak(Path(folder), asked.minutes * 60, asked.seed, asked.readings)
    sys.stdout.write(f"{table(report)}\n")
    sys.stdout.write("\n".join(report.tracebacks))
    if report.growing or report.tracebacks:
        sys.stdout.write(f"Not flat: {', '.join(report.growing) or 'a traceback in the log'}.\n")
        return 1
    sys.stdout.write("All flat.\n")
    return 0


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
