"""Lifeline with DEBUG off, on plain http: its static files collected and cached by browsers."""

import subprocess
import sys
from pathlib import Path

from tests.servers.app import ROOT, SECRET_KEY, environment

LAN = {
    "DEBUG": "0",
    "SECRET_KEY": SECRET_KEY,
    "ALLOWED_HOSTS": "127.0.0.1",
    "PLAIN_HTTP": "1",
    "LOG_FORMAT": "plain",
}


def collect_static(folder: Path) -> Path:
    """Where they are then, hashed: `static` in the DATA_DIR of a server may be a link to it."""
    database_url = f"sqlite:///{folder / 'none.sqlite3'}"
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--no-input", "--verbosity=0"],
        env=environment(folder, database_url, None, LAN),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py collectstatic failed:\n{done.stdout}{done.stderr}")
    return folder / "static"
