"""The log alone keeps the promise: authors and readers in processes that are killed, no sockets."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.chaos.checker import database
from tests.chaos.checker.history import AnyRecord, load
from tests.chaos.checker.verdict import check
from tests.servers.app import ROOT, environment
from tests.servers.waiting import wait_until

READERS = ["reader-1", "reader-2"]
# Those of the process that is killed, and of the one that is not.
MORTAL, IMMORTAL = ["alice", "bob"], ["charlie", "dora"]
MESSAGES_EACH = 600
KILLS = 3
RUN_DEADLINE_S = 60


class LogRun:
    """Processes of `tests.chaos.log_alone.process` on one database."""

    def __init__(self, folder: Path, database_url: str, authors: Sequence[list[str]]) -> None:
        self.folder, self.database_url, self.authors = folder, database_url, authors
        self.done = folder / "done"
        self._env = environment(folder, database_url, None, {"LOG_LEVEL": "ERROR"}) | {
            "DJANGO_SETTINGS_MODULE": "project.settings"
        }
        self._children: list[subprocess.Popen[bytes]] = []
        self._prepare()

    def _prepare(self) -> None:
        everybody = [name for names in self.authors for name in names]
        plan = {"seed": 1, "messages": MESSAGES_EACH, "done": str(self.done)}
        self._plan = plan | {"authors": everybody, "readers": READERS}
        path = self._write_plan("prepare")
        assert self.start("prepare", path, "none").wait(RUN_DEADLINE_S) == 0
        self._plan = msgspec.json.decode(path.read_bytes())

    def _write_plan(self, name: str) -> Path:
        path = self.folder / f"{name}.json"
        path.write_bytes(msgspec.json.encode(self._plan))
        return path

    def plan_for(self, number: int) -> Path:
        """The plan of the process that runs these authors alone."""
        self._plan["authors"] = self.authors[number]
        return self._write_plan(f"plan-{number}")

    def start(self, role: str, plan: Path, history: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.chaos.log_alone.process", role, str(plan)]
        child = subprocess.Popen([*command, str(self.folder / history)], cwd=ROOT, env=self._env)
        self._children.append(child)
        return child

    def acks(self, history: str) -> int:
        path = self.folder / history
        return path.read_bytes().count(b'"record":"acked"') if path.exists() else 0

    def records(self, names: Sequence[str]) -> list[AnyRecord]:
        everything = [record for name in names for record in load(self.folder / name)]
        return sorted(everything, key=lambda record: record.at_ns)

    def end(self) -> None:
        for child in self._children:
            child.kill()
            child.wait()


@contextmanager
def log_run(folder: Path, database_url: str, authors: Sequence[list[str]]) -> Iterator[LogRun]:
    run = LogRun(folder, database_url, authors)
    try:
        yield run
    finally:
        run.end()


def test_the_log_keeps_every_promise_while_one_of_two_writing_processes_is_killed(
    database_url: str, tmp_path: Path
) -> None:
    with log_run(tmp_path, database_url, [MORTAL, IMMORTAL]) as run:
        reader = run.start("read", run.plan_for(0), "readers")
        immortal = run.start("write", run.plan_for(1), "immortal")
        for kill in range(1, KILLS + 1):
            die_after(run, kill * MESSAGES_EACH * len(MORTAL) // (KILLS + 1))
        mortal = run.start("write", run.plan_for(0), "mortal")
        assert [child.wait(RUN_DEADLINE_S) for child in (mortal, immortal)] == [0, 0]
        run.done.touch()
        assert reader.wait(RUN_DEADLINE_S) == 0

        judge(run)


def die_after(run: LogRun, acks: int) -> None:
    """Starts the mortal process and kills it as soon as its authors have so many in all."""
    mortal = run.start("write", run.plan_for(0), "mortal")
    wait_until(lambda: run.acks("mortal") >= acks, RUN_DEADLINE_S, f"{acks} acks")
    mortal.kill()
    assert mortal.wait() == -signal.SIGKILL, "it was still posting"


def judge(run: LogRun) -> None:
    tables = database.read(run.database_url)
    records = run.records(["mortal", "immortal", "readers"])
    verdict = check(records, database.log(tables))

    assert verdict.holds, verdict
    assert database.inconsistencies(tables) == []
    assert verdict.invoked == MESSAGES_EACH * len(MORTAL + IMMORTAL)
    assert verdict.unknown == 0
    assert verdict.acked + verdict.refused == verdict.invoked
    assert verdict.refused, "some posts were empty: they are refused for good"
