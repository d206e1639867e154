"""A pytest plugin: each test runs several times, each time in a process of its own.

`pytest -p scripts.mutants.forks --forks TIMES --codes FILE …`. Forked where everything is imported
and Django is set up, which is most of what a short test takes (mutmut 3 does so too). FILE gets a
line for each run: its exit code and the test's name. The code is pytest's, but NO_VERDICT where the
test did not fail by what it says: it was not begun, or took too long.
"""

import os
import random
import sys
import tempfile
import threading
import traceback
from collections.abc import Generator
from pathlib import Path
from typing import NoReturn

import pytest

NO_VERDICT = 100  # far from pytest's own
VERDICT = pytest.StashKey[int]()  # of the first part of a test that failed
TOO_LONG = "from pytest-timeout"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("forks", "each test in processes of its own")
    group.addoption("--forks", type=int, required=True, help="how often each test runs")
    group.addoption("--codes", type=Path, required=True, help="the file of the exit codes")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    assert threading.active_count() == 1, "a thread does not go with a fork"
    path: Path = session.config.getoption("codes")
    with path.open("w") as codes:
        for item in session.items:
            for _ in range(session.config.getoption("forks")):
                codes.write(f"{_exit_code_of(item, path.parent)} {item.nodeid}\n")
    return True


def _exit_code_of(item: pytest.Item, beside: Path) -> int:
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            _run(item, folder)
        _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _run(item: pytest.Item, folder: str) -> NoReturn:
    """As if there had been no run before, and none will be after."""
    code = NO_VERDICT
    try:
        random.seed()
        # Hypothesis would try first what failed in the run before.
        os.environ |= {"PYTEST_DEBUG_TEMPROOT": folder, "HYPOTHESIS_STORAGE_DIRECTORY": folder}
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        code = item.stash.get(VERDICT, pytest.ExitCode.OK)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not report.passed:
        notices = report.failed and report.when == "call" and TOO_LONG not in report.longreprtext
        item.stash.setdefault(VERDICT, pytest.ExitCode.TESTS_FAILED if notices else NO_VERDICT)
        # The run's process ends before there could be a summary.
        print(f"\n{report.nodeid}\n{report.longreprtext}", flush=True)
    return report
