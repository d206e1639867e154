"""The browser of the tests: the system's Chromium, else the one Playwright installed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # No traffic of the browser's own.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class LaunchOptions(TypedDict, total=False):
    """Arguments of Playwright's `launch` and `launch_persistent_context`."""

    executable_path: str
    args: list[str]


def find_browser() -> Path | None:
    """The system's executable: the first that starts."""
    on_path = [Path(path) for name in NAMES if (path := shutil.which(name))]
    return next((path for path in on_path if _starts(path)), None)


def launch_options() -> LaunchOptions:
    """What Playwright's `chromium.launch(**…)` wants on this machine.

    Without a system's browser Playwright takes its own, or says how to install it.
    """
    # Chromium's sandbox refuses root, as whom containers usually run.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    options: LaunchOptions = {"args": [*QUIET, *sandbox]}
    if browser := find_browser():
        options["executable_path"] = str(browser)
    return options


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A headless browser with an empty profile; closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        try:
            yield browser
        finally:
            browser.close()


def _starts(browser: Path) -> bool:
    """Whether it is one: Ubuntu's chromium-browser may be a script that names a snap."""
    try:
        asked = subprocess.run([browser, "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return asked.returncode == 0
