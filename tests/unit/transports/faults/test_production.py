"""Where DEBUG is off there are no switches: not an address, not a module."""

import subprocess
import sys
from pathlib import Path

from tests.servers.app import environment

ROOT = Path(__file__).resolve().parents[4]
LOOK = """
import sys
import project.asgi, project.urls
print([name for name in sys.modules if name.startswith("chat.transports.faults")])
print([str(route.pattern) for route in project.urls.urlpatterns if "hurt" in str(route.pattern)])
"""
PRODUCTION = {"DEBUG": "0", "ALLOWED_HOSTS": "chat.example.org", "TRUSTED_PROXIES": "127.0.0.1"}


def look(data: Path, env: dict[str, str]) -> list[str]:
    """What a process of that environment has of them: modules, and addresses."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=environment(data, f"sqlite:///{data / 'none.sqlite3'}", None, env),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_in_production_nothing_of_the_switches_is_imported_or_routed(tmp_path: Path) -> None:
    assert look(tmp_path, PRODUCTION) == ["[]", "[]"]


def test_in_development_they_are_there(tmp_path: Path) -> None:
    modules, addresses = look(tmp_path, {"DEBUG": "1"})
    assert "chat.transports.faults.known" in modules
    assert addresses == "['lifeline/hurt/']"
