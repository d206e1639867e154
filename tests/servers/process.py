"""One child process of a test: its output in a file, ended by its own pid."""

import contextlib
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from tests.servers.waiting import wait_until

LOG_TAIL_CHARS = 2_000  # enough for a traceback in an error message


class ServerFailedError(AssertionError):
    """A server of a test did not start, or did not stop when told to."""


class ServerProcess:
    """A command that can be started, ended and started again; its log is kept across starts.

    `account` runs it as somebody else (PostgreSQL refuses to run as root).
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        folder: Path,
        env: Mapping[str, str] | None = None,
        account: pwd.struct_passwd | None = None,
    ) -> None:
        self.command = list(command)
        self.log = log
        self._folder = folder
        self._env = env
        self._account = account
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int:
        if self._child is None:
            raise ServerFailedError(f"{self.command[0]} was not started.")
        return self._child.pid

    def start(self, *, ready: Callable[[], bool], deadline_s: float) -> None:
        """Start, and wait until `ready()`. A child that is not ready in time is ended."""
        if self.running:
            raise ServerFailedError(f"{self.command[0]} runs already.")
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                env=self._env,
                # A Ctrl-C at the terminal is for the tests, which then end their servers.
                start_new_session=True,
                **as_account(self._account),
            )
        try:
            wait_until(lambda: self._alive() and ready(), deadline_s, f"{self.command[0]} to start")
        except BaseException:
            self.kill()
            raise

    def stop(self, how: signal.Signals = signal.SIGTERM, *, deadline_s: float = 15) -> int:
        """Send `how` and wait for the end; the exit status (minus the signal, if it was one)."""
        if self._child is None:
            return 0
        self._child.send_signal(how)
        return self.wait(deadline_s)

    def wait(self, deadline_s: float) -> int:
        """Wait for the end; the exit status. What does not end in time is killed: an error."""
        if self._child is None:
            raise ServerFailedError(f"{self.command[0]} was not started.")
        try:
            return self._child.wait(deadline_s)
        except subprocess.TimeoutExpired:
            self.kill()
            still = f"{self.command[0]} still ran after {deadline_s:g} s."
            raise ServerFailedError(f"{still}\n{self.log_tail()}") from None

    def signal(self, which: signal.Signals) -> None:
        """Send `which` and go on: SIGSTOP and SIGCONT for a server that hangs."""
        os.kill(self.pid, which)

    def kill(self) -> None:
        """SIGKILL to the process and to what it started; returns when it is gone."""
        if self._child is not None and self.running:
            self.end_stragglers()
            self._child.wait()

    def end_stragglers(self) -> None:
        """SIGKILL to what it started and left behind; only soon after its end: pids come again."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def log_tail(self) -> str:
        return self.log_text()[-LOG_TAIL_CHARS:]

    def _alive(self) -> bool:
        if self.running:
            return True
        status = None if self._child is None else self._child.returncode
        raise ServerFailedError(f"{self.command[0]} ended with {status}.\n{self.log_tail()}")


class AccountOptions(TypedDict, total=False):
    """The arguments of `subprocess` that say as whom to run."""

    user: int
    group: int
    extra_groups: list[int]


def as_account(account: pwd.struct_passwd | None) -> AccountOptions:
    """Run as `account`, in no other groups; as ourselves if None."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
