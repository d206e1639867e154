"""`make run` takes a fresh clone to a running server, and says in one line why it cannot."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.app import OURS, ROOT
from tests.servers.listening import listening
from tests.servers.people import join_as_guest
from tests.servers.ports import accepts, free_port
from tests.servers.process import ServerFailedError, ServerProcess

INSTALL_DEADLINE_S = 100
STOP_DEADLINE_S = 20
REFUSAL_DEADLINE_S = 10
PASSWORD = re.compile(r"password", re.I)


@pytest.fixture(scope="module")
def clone() -> Iterator[Path]:
    """What `git clone` would bring if everything were committed; without .venv and data."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    with tempfile.TemporaryDirectory(prefix="lifeline-clone-") as folder:
        # A file that is gone and still in the index would be gone as well.
        for name in (name for name in files.split("\0") if name and (ROOT / name).exists()):
            target = Path(folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
        yield Path(folder)


@pytest.fixture(scope="module")
def first_start(clone: Path) -> str:
    """What a newcomer's terminal shows from `make run` to Ctrl-C."""
    with make_run(clone, "first") as (server, origin):
        join_as_guest(origin, "Alice")
        press_ctrl_c(server)
    return server.log_text()


@pytest.fixture(scope="module")
def second_start(clone: Path, first_start: str) -> str:
    """What it shows the next time."""
    with make_run(clone, "second") as (server, _):
        press_ctrl_c(server)
    return server.log_text()


@contextmanager
def make_run(clone: Path, name: str) -> Iterator[tuple[ServerProcess, str]]:
    """`make run`, up to when the server accepts connections at the yielded origin."""
    port = free_port()
    env = newcomers_environment({"PORT": str(port)})
    log = clone / "var" / f"terminal-{name}"
    log.parent.mkdir(exist_ok=True)
    command = ["make", "run"]
    with listening(
        port, command, log=log, folder=clone, env=env, deadline_s=INSTALL_DEADLINE_S
    ) as server:
        try:
            yield server, f"http://127.0.0.1:{port}"
        finally:
            server.end_stragglers()


def newcomers_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Ours without this project's settings, virtual environment and `make`."""
    ours = {*OURS, "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "VIRTUAL_ENV"}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    folders = env["PATH"].split(os.pathsep)
    outside = [folder for folder in folders if not Path(folder).is_relative_to(ROOT)]
    return {**env, "PATH": os.pathsep.join(outside), **extra}


def press_ctrl_c(server: ServerProcess) -> None:
    """Send SIGINT to all that the terminal runs, as a terminal does."""
    os.killpg(server.pid, signal.SIGINT)
    server.wait(STOP_DEADLINE_S)


def refused_start(clone: Path, **env: str) -> list[str]:
    """The lines of a `make run` that fails, without make's own."""
    log = clone / "var" / "terminal-refused"
    log.unlink(missing_ok=True)
    server = ServerProcess(["make", "run"], log=log, folder=clone, env=newcomers_environment(env))
    with pytest.raises(ServerFailedError, match="make ended with 2"):
        server.start(ready=lambda: False, deadline_s=REFUSAL_DEADLINE_S)
    lines = server.log_text().splitlines()
    return [line for line in lines if not line.startswith("make: ***")]


@pytest.mark.timeout(150)
def test_a_fresh_clone_serves_after_one_command_and_says_where(first_start: str) -> None:
    assert re.search(r"http://127\.0\.0\.1:\d+/", first_start)


def test_the_terminal_of_a_newcomer_stays_calm(first_start: str) -> None:
    assert not re.search("error|warning|traceback", first_start, re.I), first_start
    assert len(first_start.splitlines()) < 10, first_start


def test_it_says_when_it_has_stopped(first_start: str) -> None:
    assert first_start.rstrip().endswith("Stopped.")


def test_the_admins_password_is_shown_at_the_first_start_alone(
    first_start: str, second_start: str
) -> None:
    assert len(PASSWORD.findall(first_start)) == 1
    assert not PASSWORD.search(second_start)


def test_a_second_start_installs_nothing(first_start: str, second_start: str) -> None:
    assert "Installing" in first_start
    assert "Installing" not in second_start


def test_a_sigterm_to_make_ends_the_server(clone: Path, second_start: str) -> None:
    with make_run(clone, "third") as (server, origin):
        server.stop(signal.SIGTERM, deadline_s=STOP_DEADLINE_S)
        assert not accepts(int(origin.rsplit(":", 1)[1]))


def test_a_taken_port_is_said_in_one_line(clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        [line] = refused_start(clone, PORT=port)
    assert port in line


def test_a_python_that_will_not_do_is_said_in_one_line(clone: Path) -> None:
    [line] = refused_start(clone, PYTHON="/bin/false")
    assert "3.11" in line
