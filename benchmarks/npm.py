"""What only one benchmark needs, that one brings, from npm."""

import subprocess
from pathlib import Path


def install(folder: Path) -> None:
    """The packages that the lock file there names, unless they are there."""
    installed = folder / "node_modules" / ".package-lock.json"
    locked = folder / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < locked.stat().st_mtime:
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=folder, check=True)
