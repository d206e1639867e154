"""Lifeline itself as a process of its own: started, killed and started again by a test."""

import http.client
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from tests.servers.ports import accepts, free_port
from tests.servers.process import ServerProcess

ROOT = Path(__file__).resolve().parent.parent.parent
START_DEADLINE_S = 30  # a cold start on a busy machine; usually 2 s
DRAIN_DEADLINE_S = 35  # DRAIN_TIMEOUT_S, and the last of a commit that takes long
TRACEBACK_CHARS = 2_000  # of each log: enough for the first, and to be read
# What the shell of the person at the keyboard may have set and no test wants to inherit.
OURS = (
    *("ALLOWED_HOSTS", "ALLOWED_ORIGINS", "ALLOW_LOSS", "DATABASE_URL", "DATA_DIR", "DEBUG"),
    *("CONNECTIONS_PER_ADDRESS", "CONNECTIONS_PER_PERSON"),
    *("DRAIN_RECONNECTS_PER_S", "DRAIN_TIMEOUT_S"),
    *("HEARTBEAT_INTERVAL_MS", "HEARTBEAT_TIMEOUT_MS", "HOST", "LOG_LEVEL", "PORT"),
    *("CLOSE_REPORT_DAYS", "LOG_FORMAT", "METRICS_TOKEN"),
    *("GUESTS", "GUESTS_PER_MINUTE", "LOG_INS_PER_MINUTE", "PLAIN_HTTP", "SIGN_UP"),
    *("SIGN_UPS_PER_MINUTE", "TRUSTED_PROXIES"),
    *("POSTS_PER_SECOND", "REDIS_URL", "SECRET_KEY", "UNSEEN_BYTES"),
)
# Of one address come all the people of a test, and a crowd is often one person; the tests of these
# limits set their own.
PLENTY = dict.fromkeys(
    ["GUESTS_PER_MINUTE", "SIGN_UPS_PER_MINUTE", "LOG_INS_PER_MINUTE", "CONNECTIONS_PER_PERSON"],
    "100000",
)
SECRET_KEY = "of the tests: the same in every process, so that a session is known to all of them"
# Two commands of manage.py in one process: most of the time of each is Django's start.
PREPARE = """
import django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
call_command("first_run")
"""


class AppServer:
    """`manage.py serve` on a port it keeps across starts.

    `folder` receives its log and data. `entry` is another script in place of manage.py, to serve
    with faults built in. `env` goes on top of the settings of the tests.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str,
        *,
        redis_url: str | None = None,
        env: Mapping[str, str] | None = None,
        entry: Path = ROOT / "manage.py",
    ) -> None:
        self.folder = folder
        self.database_url = database_url
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        # In production the origin of its own pages is worked out from its port.
        port = {"PORT": str(self.port)}
        self.env = environment(folder, database_url, redis_url, {**port, **(env or {})})
        self._server = ServerProcess(
            [sys.executable, str(entry), "serve", "--host", "127.0.0.1", "--port", str(self.port)],
            log=folder / "server.log",
            folder=ROOT,
            env=self.env,
        )

    def start(self) -> None:
        """Start, or start again, and wait until it serves: the kernel accepts a little before."""
        self._server.start(ready=self._answers, deadline_s=START_DEADLINE_S)

    def kill(self) -> None:
        """SIGKILL: a crash of the process."""
        self._server.kill()

    def terminate(self, *, deadline_s: float = DRAIN_DEADLINE_S) -> int:
        """SIGTERM: an orderly stop, drain included; the exit status."""
        return self._server.stop(signal.SIGTERM, deadline_s=deadline_s)

    def signal(self, which: signal.Signals) -> None:
        """Send it and go on."""
        self._server.signal(which)

    def ended(self, deadline_s: float) -> int:
        """Wait for its end; the exit status, minus the signal if it was one."""
        return self._server.wait(deadline_s)

    def pause(self) -> None:
        """Keep every connection open and do nothing, until `resume`."""
        self._server.signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._server.signal(signal.SIGCONT)

    @property
    def running(self) -> bool:
        return self._server.running

    @property
    def pid(self) -> int:
        return self._server.pid

    def accepts(self) -> bool:
        """Whether its port takes a connection now."""
        return accepts(self.port)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_DEADLINE_S)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except OSError:
            return False
        else:
            return True
        finally:
            connection.close()

    def ws_url(self, path: str = "/ws/chat/") -> str:
        return f"ws://127.0.0.1:{self.port}{path}"

    def manage(self, command: str) -> None:
        """`manage.py` on its database, in a process beside it. AssertionError if that fails."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), command],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command} failed:\n{done.stdout}{done.stderr}"

    def log_text(self) -> str:
        """Everything it wrote since its first start."""
        return self._server.log_text()


def tracebacks(servers: Iterable[AppServer]) -> list[str]:
    """The beginning of what their logs complain of, of each that does."""
    found = [server.log_text().partition("Traceback") for server in servers]
    return [f"{word}{rest}"[:TRACEBACK_CHARS] for _, word, rest in found if word]


def environment(
    data: Path, database_url: str, redis_url: str | None, extra: Mapping[str, str]
) -> dict[str, str]:
    """A server's environment: the caller's without our settings, then the given ones."""
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    redis = {} if redis_url is None else {"REDIS_URL": redis_url}
    ours = {"DATABASE_URL": database_url, "DATA_DIR": str(data), "SECRET_KEY": SECRET_KEY}
    return {**inherited, **PLENTY, **ours, **redis, **extra}


def prepare_database(data: Path, database_url: str) -> None:
    """Migrate an empty database and make what the first start makes: the Lobby, the admin."""
    done = subprocess.run(
        [sys.executable, "-c", PREPARE],
        cwd=ROOT,
        env=environment(data, database_url, None, {"DJANGO_SETTINGS_MODULE": "project.settings"}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The database could not be prepared:\n{done.stdout}{done.stderr}")


def prepare_sqlite(folder: Path) -> Path:
    """A migrated SQLite file to copy from: nothing of it is left in a write-ahead log."""
    file = folder / "template.sqlite3"
    prepare_database(folder, f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def copy_sqlite(template: Path, folder: Path) -> str:
    """DATABASE_URL of a copy of `template` in `folder`."""
    return f"sqlite:///{shutil.copy(template, folder / 'lifeline.sqlite3')}"


class Serve(Protocol):
    """The type of the fixture `serve`."""

    def __call__(
        self,
        database_url: str,
        *,
        redis_url: str | None = None,
        env: Mapping[str, str] | None = None,
        entry: Path = ROOT / "manage.py",
    ) -> AppServer: ...


@contextmanager
def running_app(
    folder: Path,
    database_url: str,
    *,
    redis_url: str | None = None,
    env: Mapping[str, str] | None = None,
    entry: Path = ROOT / "manage.py",
) -> Iterator[AppServer]:
    """A started server; killed at the end, whatever happened in between."""
    server = AppServer(folder, database_url, redis_url=redis_url, env=env, entry=entry)
    try:
        server.start()
        yield server
    finally:
        server.kill()
